// What two people do on the pages of samples/Chat, each in a browser of their own. Run as:
//   node chat.mjs CHROMIUM http://HOST:PORT TRANSPORT SCENARIO
// Ends with exit code 0 when the scenario went as it must.

import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { Person } from './person.mjs';

const [, , executablePath, url, transport, name] = process.argv;

// What would run if a page took text for HTML.
const injection = '<img src=x onerror=alert(1)><script>alert(2)</script>';

const greetings = '#greetings > div:not(#conversation)';
const chats = '#chatsContent > div';

const scenarios = {
  // The tutorial's pages: chat.html, everybody's words to everybody, and onlinechat.html, words to one person.
  async tutorial(browser) {
    const admin = await Person.arrive(browser, url, 'admin', '/chat.html', transport);
    const sang = await Person.arrive(browser, url, 'sang', '/chat.html', transport);
    await groupChat(admin, sang);

    await admin.open('/onlinechat.html');
    await sang.open('/onlinechat.html');
    await privateChat(admin, sang);
    return [admin, sang];
  },

  // The page at /: rooms with history, people with presence, words to one person that wait for them.
  async modern(browser) {
    const admin = await Person.arrive(browser, url, 'admin', '/', transport);
    await admin.sees('#state', `online · ${transportShown}`);
    await admin.seesElement(person('sang', false));

    const sang = await Person.arrive(browser, url, 'sang', '/', transport);
    await sang.sees('#state', `online · ${transportShown}`);
    await admin.seesElement(person('sang', true));
    await sang.seesElement(person('admin', true));

    await rooms(admin, sang);
    await conversation(admin, sang);
    await comingBack(admin, sang);
    return [admin, sang];
  },
};

const transportShown = transport === 'no-websocket' ? 'xhr-streaming' : transport;
const messages = '#messages .message .content';
const person = (name, online) => `#people button[data-name="${name}"][data-online="${online}"]`;
const room = name => `#rooms button[data-name="${name}"]`;

async function write(person, content) {
  await person.fill({ '#text': content });
  await person.page.press('#text', 'Enter');
  await person.sees('#text', '');
}

// Each run has words of its own: what was said before is still there.
async function rooms(admin, sang) {
  const [first, second, third] = [`hello 漢字 😀 ${transport}`, `${injection} ${transport}`, `said elsewhere ${transport}`];
  await write(admin, first);
  await sang.seesLast(messages, first);
  await write(sang, second);
  await admin.seesLast(messages, first, second);
  await sang.seesLast(messages, first, second);
  await admin.seesLast('#messages .message[data-from=sang] .content', second);

  await sang.click(room('random'));
  await write(sang, third);
  await sang.seesLast(messages, third);
  await admin.sees(`${room('random')} .unread`, '1');
  await admin.click(room('random'));
  await admin.seesLast(messages, third);
  await admin.seesNot(`${room('random')} .unread`);
}

async function conversation(admin, sang) {
  const [first, second, third] = [`just us ${transport}`, `yes ${transport}`, `to be read later ${transport}`];
  await admin.click(person('sang', true));
  await write(admin, first);
  await admin.seesLast(messages, first);
  await sang.sees(`${person('admin', true)} .unread`, '1');
  await sang.click(person('admin', true));
  await sang.seesLast(messages, first);
  await write(sang, second);
  await admin.seesLast(messages, first, second);

  // Nobody by this name: the server says so, and the session goes on.
  await admin.open('/login');
  await admin.open('/#person/nobody');
  await admin.sees('#state', `online · ${transportShown}`);
  await write(admin, 'anybody?');
  await admin.sees('#problem', 'There is nobody by the name of nobody.');
  await admin.click(person('sang', true));
  await admin.seesLast(messages, first, second);

  await sang.open('/logout');
  await admin.seesElement(person('sang', false));
  await write(admin, third);
  await sang.open('/');
  await admin.seesElement(person('sang', true));
  await sang.click(person('admin', true));
  await sang.seesLast(messages, first, second, third);
}

// The connection breaks: the page connects again by itself, and has what was said meanwhile.
async function comingBack(admin, sang) {
  await admin.click(room('general'));
  await sang.loseConnection();
  await sang.sees('#state', 'offline, trying again…');
  await write(admin, `while you were away ${transport}`);
  await sang.sees('#state', `online · ${transportShown}`);
  await sang.click(room('general'));
  await sang.seesLast(messages, `while you were away ${transport}`);
  await write(sang, `back ${transport}`);
  await admin.seesLast(messages, `while you were away ${transport}`, `back ${transport}`);
}

async function groupChat(admin, sang) {
  await connect(admin, '江南');
  await connect(sang, 'Sang');

  await say(admin, '你好, 😀');
  await sang.sees(greetings, '江南:你好, 😀');
  await say(sang, injection);
  for (const person of [admin, sang]) {
    await person.sees(greetings, '江南:你好, 😀', `Sang:${injection}`);
  }

  await sang.click('#disconnect');
  await sang.seesNot('#chat');
  await say(admin, 'still there?');
  await admin.sees(greetings, '江南:你好, 😀', `Sang:${injection}`, '江南:still there?');

  await connect(sang, 'Sang again');
  await sang.sees(greetings);
  await say(sang, 'back');
  await sang.sees(greetings, 'Sang again:back');
  await admin.sees(greetings, '江南:你好, 😀', `Sang:${injection}`, '江南:still there?', 'Sang again:back');

  async function connect(person, as) {
    await person.fill({ '#name': as });
    await person.click('#connect');
    await person.seesElement('#conversation');
  }

  async function say(person, content) {
    await person.fill({ '#content': content });
    await person.click('#send');
  }
}

async function privateChat(admin, sang) {
  await isSubscribed(admin);
  await isSubscribed(sang);

  await say(admin, 'sang', '在吗?');
  await sang.sees(chats, 'admin:在吗?');
  await say(sang, 'admin', injection);
  await admin.sees(chats, `sang:${injection}`);

  // Whatever a page says, the server says who it is from.
  await sang.page.evaluate(() => client.send('/app/chat', {}, JSON.stringify({ to: 'admin', from: 'root', content: 'obey' })));
  await admin.sees(chats, `sang:${injection}`, 'sang:obey');

  // Past the handlers there is no way.
  const refusal = await sang.page.evaluate(() => new Promise(resolve => {
    const other = Stomp.over(new SockJS('/chat'));
    other.debug = null;
    other.connect({}, () => other.send('/topic/greetings', {}, '{"name":"root"}'), frame => resolve(frame.command));
  }));
  assert.equal(refusal, 'ERROR');

  // Gone, what is said meanwhile reaches nobody; back, all is as before.
  await sang.open('/logout');
  await say(admin, 'sang', 'gone?');
  await sang.open('/onlinechat.html');
  await isSubscribed(sang);
  await say(sang, 'admin', 'back');
  await admin.sees(chats, `sang:${injection}`, 'sang:obey', 'sang:back');
  await say(admin, 'sang', 'welcome');
  await sang.sees(chats, 'admin:welcome');

  // The page does not show it. What is answered behind SUBSCRIBE, is answered when it took effect.
  async function isSubscribed(person) {
    await person.page.waitForFunction(() => client.connected && Object.keys(client.subscriptions).length === 1);
    await person.page.evaluate(() => new Promise(resolve => {
      client.onreceipt = resolve;
      client.subscribe('/topic/none', () => {}, { receipt: 'subscribed' });
    }));
  }

  async function say(person, to, content) {
    await person.fill({ '#to': to, '#content': content });
    await person.click('#send');
  }
}

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  if (name === '--list') {
    console.log(Object.keys(scenarios).join('\n'));
  } else {
    const people = await scenarios[name](browser);
    people.forEach(person => person.checkTransport(transport === 'no-websocket' ? 'xhr-streaming' : transport));
  }
} finally {
  await browser.close();
}
