// What sockjs-client does against the broker, with stomp.js over it. Run as:
//   node sockjs.mjs http://HOST:PORT/sockjs VERSION TRANSPORT SCENARIO
// Ends with exit code 0 when the scenario went as it must.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const [, , url, version, transport, name] = process.argv;
const patience = 25_000; // below that of the test that started this process, so that this one says what it waited for

// The newest has the plain name.
const SockJS = createRequire(import.meta.url)(version === '1.6.1' ? 'sockjs-client' : `sockjs-client-${version}`);
const { Inbox, Session } = await import('./session.mjs');

const scenarios = {
  async exchange() {
    const session = await connect();
    const inbox = await session.subscribe('/topic/sockjs.exchange');
    const texts = ['', 'plain', 'grüß Gott 漢字 😀\nsecond line', '"quoted" \\ back\\slash </script> \u2028\u2029\u200d\ufeff\uffff\u0001'];
    for (const text of texts) {
      await session.publish('/topic/sockjs.exchange', text, { special: 'a: b\\ c\n d' });
      const message = await inbox.take();
      assert.equal(message.body, text);
      assert.equal(message.headers.special, 'a: b\\ c\n d');
    }

    await session.disconnect();
  },

  // Longer than a streaming response may be, so that the client has to ask again in between.
  async 'in-order'() {
    const session = await connect();
    const inbox = await session.subscribe('/topic/sockjs.order');
    const count = 300;
    for (let i = 0; i < count; i++) {
      session.client.publish({ destination: '/topic/sockjs.order', body: `${i} ${'x'.repeat(1000)}` });
    }

    for (let i = 0; i < count; i++) {
      assert.equal((await inbox.take()).body, `${i} ${'x'.repeat(1000)}`);
    }

    await session.disconnect();
  },

  async 'large-message'() {
    const session = await connect();
    const inbox = await session.subscribe('/topic/sockjs.large');
    // Under Node the old one's EventSource decodes what it reads chunk by chunk, and so loses characters that a chunk ends within.
    const text = (version === '1.1.2' && transport === 'eventsource' ? 'ascii-\n' : 'ü漢-\n').repeat(100_000);
    await session.publish('/topic/sockjs.large', text);
    assert.equal((await inbox.take()).body, text);
    await session.disconnect();
  },

  async 'heart-beat'() {
    const session = await connect({ heartbeatIncoming: 500, heartbeatOutgoing: 500 });
    const seen = { in: 0, out: 0 };
    while (seen.in < 5 || seen.out < 3) {
      seen[await session.beats.take()]++;
    }

    await session.disconnect();
  },

  async 'error-before-close'() {
    const session = await connect();
    session.client.publish({ destination: '/nowhere/x', body: 'x' });
    const error = await session.events.take();
    assert.equal(error.kind, 'error');
    assert.match(error.frame.headers.message, /destination/);
    const close = await session.events.take();
    assert.equal(close.kind, 'close');
    assert.equal(close.code, 1008);
    assert.notEqual(close.reason, '');
  },

  async 'disconnect-with-receipt'() {
    const receipts = [];
    const session = await connect({ disconnectHeaders: { receipt: 'bye' }, onDisconnect: frame => receipts.push(frame.headers['receipt-id']) });
    const close = await session.disconnect();
    assert.deepEqual(receipts, ['bye']);
    assert.equal(close.code, 1000);
  },
};

async function connect(options) {
  const used = new Inbox();
  const session = await Session.connect({
    ...options,
    webSocketFactory: () => {
      const socket = new SockJS(url, undefined, { transports: [transport] });
      socket.addEventListener('open', () => used.put(socket.transport));
      return socket;
    },
  });
  assert.equal(await used.take(), transport);
  return session;
}

if (name === '--list') {
  console.log(Object.keys(scenarios).join('\n'));
  process.exit(0);
}

setTimeout(() => {
  console.error(`${name}: still waiting after ${patience} ms`);
  process.exit(2);
}, patience).unref();
process.on('exit', code => {
  if (code === 0 && !finished) {
    console.error(`${name}: ended while waiting`);
    process.exitCode = 3;
  }
});
let finished = false;
await scenarios[name]();
finished = true;
process.exit(0); // the client keeps connections for requests to come
