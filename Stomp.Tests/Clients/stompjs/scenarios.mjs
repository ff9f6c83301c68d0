// What stomp.js does against the broker. Run as: node scenarios.mjs ws://HOST:PORT/stomp SCENARIO
// Ends with exit code 0 when the scenario went as it must.

import assert from 'node:assert/strict';
import { Session } from './session.mjs';

const patience = 25_000; // below that of the test that started this process, so that this one says what it waited for

const scenarios = {
  'version-1.0': () => speaks('1.0'),
  'version-1.1': () => speaks('1.1'),
  'version-1.2': () => speaks('1.2'),

  async 'text-and-binary-bodies'() {
    const session = await Session.connect();
    const inbox = await session.subscribe('/topic/js.bodies');
    const text = 'grüß Gott 漢字 😀\nsecond line';
    await session.publish('/topic/js.bodies', text, { 'content-type': 'text/plain;charset=utf-8' });
    const first = await inbox.take();
    assert.equal(first.body, text);
    assert.equal(first.headers['content-type'], 'text/plain;charset=utf-8');
    assert.deepEqual([...session.kinds], ['text']);

    const octets = Uint8Array.from({ length: 1000 }, (_, i) => i % 256);
    await session.publish('/topic/js.bodies', octets, { 'content-type': 'application/octet-stream' });
    assert.deepEqual(new Uint8Array((await inbox.take()).binaryBody), octets);
    assert.ok(session.kinds.has('binary'));

    await session.publish('/topic/js.bodies', '');
    assert.equal((await inbox.take()).body, '');
    await session.disconnect();
  },

  async 'headers-with-special-characters'() {
    const session = await Session.connect();
    const inbox = await session.subscribe('/topic/js.headers: \\ ü');
    const value = 'colon: backslash\\ newline\n return\r ü 漢 😀 end';
    await session.publish('/topic/js.headers: \\ ü', 'x', { special: value, empty: '' });
    const { headers } = await inbox.take();
    assert.equal(headers.special, value);
    assert.equal(headers.empty, '');
    assert.equal(headers.destination, '/topic/js.headers: \\ ü');
    await session.disconnect();
  },

  async 'ack-client-individual'() {
    const session = await Session.connect();
    const inbox = await session.subscribe('/queue/js.ack', { ack: 'client-individual' });
    for (const body of ['a', 'b', 'c']) {
      await session.publish('/queue/js.ack', body);
    }

    const messages = [await inbox.take(), await inbox.take(), await inbox.take()];
    assert.deepEqual(messages.map(message => message.body), ['a', 'b', 'c']);
    await session.receipt(receipt => messages[1].ack(receipt));
    await session.disconnect();

    const next = await Session.connect();
    const rest = await next.subscribe('/queue/js.ack');
    assert.equal((await rest.take()).body, 'a');
    assert.equal((await rest.take()).body, 'c');
    await next.disconnect();
  },

  async nack() {
    const session = await Session.connect();
    const inbox = await session.subscribe('/queue/js.nack', { ack: 'client' });
    await session.publish('/queue/js.nack', 'again');
    const first = await inbox.take();
    assert.equal(first.headers.redelivered, undefined);
    first.nack();
    const second = await inbox.take();
    assert.equal(second.body, 'again');
    assert.equal(second.headers.redelivered, 'true');
    await session.receipt(receipt => second.ack(receipt));
    await session.disconnect();
  },

  async transaction() {
    const session = await Session.connect();
    const inbox = await session.subscribe('/topic/js.transaction');
    const committed = session.client.begin();
    const aborted = session.client.begin();
    await session.publish('/topic/js.transaction', 'committed', { transaction: committed.id });
    await session.publish('/topic/js.transaction', 'aborted', { transaction: aborted.id });
    await session.publish('/topic/js.transaction', 'before');
    aborted.abort();
    committed.commit();
    await session.publish('/topic/js.transaction', 'after');
    assert.equal((await inbox.take()).body, 'before');
    assert.equal((await inbox.take()).body, 'committed');
    assert.equal((await inbox.take()).body, 'after');
    await session.disconnect();
  },

  // The server ends sessions that are silent for a second. Five of its beats take longer than that.
  async 'heart-beat'() {
    const session = await Session.connect({ heartbeatIncoming: 500, heartbeatOutgoing: 500 });
    const seen = { in: 0, out: 0 };
    while (seen.in < 5 || seen.out < 3) {
      seen[await session.beats.take()]++;
    }

    const inbox = await session.subscribe('/topic/js.beat');
    await session.publish('/topic/js.beat', 'alive');
    assert.equal((await inbox.take()).body, 'alive');
    await session.disconnect();
  },

  async unsubscribe() {
    const session = await Session.connect();
    const first = await session.subscribe('/topic/js.unsubscribe');
    const second = await session.subscribe('/topic/js.unsubscribe');
    await session.receipt(receipt => first.unsubscribe(receipt));
    await session.publish('/topic/js.unsubscribe', 'x');
    assert.equal((await second.take()).body, 'x');
    const nothing = Symbol('nothing');
    assert.equal(await Promise.race([first.take(), Promise.resolve(nothing)]), nothing);
    await session.disconnect();
  },

  async 'disconnect-with-receipt'() {
    const receipts = [];
    const session = await Session.connect({ disconnectHeaders: { receipt: 'bye: 1' }, onDisconnect: frame => receipts.push(frame.headers['receipt-id']) });
    const close = await session.disconnect();
    assert.deepEqual(receipts, ['bye: 1']);
    assert.equal(close.kind, 'close');
    assert.equal(close.code, 1000);
  },

  async 'error-before-close'() {
    const session = await Session.connect();
    session.client.publish({ destination: '/nowhere/x', body: 'x' });
    const error = await session.events.take();
    assert.equal(error.kind, 'error');
    assert.match(error.frame.headers.message, /destination/);
    assert.match(error.frame.body, /^SEND: /);
    const close = await session.events.take();
    assert.equal(close.kind, 'close');
    assert.equal(close.code, 1008);
    assert.notEqual(close.reason, '');
  },

  async 'force-binary-frames'() {
    const session = await Session.connect({ forceBinaryWSFrames: true });
    await echoesLargeText(session, '/topic/js.binary');
    assert.deepEqual([...session.kinds], ['binary']);
    await session.disconnect();
  },

  async 'split-large-frames'() {
    const session = await Session.connect({ splitLargeFrames: true, maxWebSocketChunkSize: 1024 });
    await echoesLargeText(session, '/topic/js.split');
    assert.deepEqual([...session.kinds], ['text']);
    await session.disconnect();
  },

  async 'split-large-binary-frames'() {
    const session = await Session.connect({ splitLargeFrames: true, maxWebSocketChunkSize: 1000, forceBinaryWSFrames: true });
    await echoesLargeText(session, '/topic/js.split.binary');
    await session.disconnect();
  },
};

async function speaks(version) {
  const session = await Session.connect({ versions: [version] });
  assert.equal(session.client.connectedVersion, version);
  const inbox = await session.subscribe('/topic/js.version');
  await session.publish('/topic/js.version', `by ${version}`, { name: 'value' });
  const message = await inbox.take();
  assert.equal(message.body, `by ${version}`);
  assert.equal(message.headers.name, 'value');
  assert.equal((await session.disconnect()).kind, 'close');
}

// Characters of two and three octets: stomp.js cuts text between UTF-16 units, and octets anywhere.
async function echoesLargeText(session, destination) {
  const inbox = await session.subscribe(destination);
  const text = 'ü漢-'.repeat(30_000);
  await session.publish(destination, text);
  assert.equal((await inbox.take()).body, text);
}

const name = process.argv[3];
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
