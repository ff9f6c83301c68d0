'use strict';

// A STOMP 1.2 client as small as one can be. For applications use a library: @stomp/stompjs, for example.
const MAX_SHOWN = 100;
const HEART_BEAT_MS = 10000;

const escapes = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', ':': '\\c' };
const unescapes = { '\\\\': '\\', '\\n': '\n', '\\r': '\r', '\\c': ':' };
const escape = text => text.replace(/[\\\n\r:]/g, octet => escapes[octet]);
const unescape = text => text.replace(/\\[\\nrc]/g, pair => unescapes[pair]);

const state = document.getElementById('state');
const frames = document.getElementById('frames');
const subscriptions = new Map();
let socket;
let nextId = 1;

function connect() {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  socket = new WebSocket(`${scheme}//${location.host}/stomp`, ['v12.stomp']);
  socket.binaryType = 'arraybuffer';
  let beats;
  socket.onopen = () => send('CONNECT', { 'accept-version': '1.2', host: location.hostname, 'heart-beat': `${HEART_BEAT_MS},${HEART_BEAT_MS}` });
  socket.onmessage = event => {
    // This broker sends each frame as one message; a lone line feed is a heart-beat.
    const text = typeof event.data === 'string' ? event.data : new TextDecoder().decode(event.data);
    if (text !== '\n') {
      receive(text);
    }
  };
  socket.onclose = event => {
    clearInterval(beats);
    show('closed', `not connected${event.reason ? `: ${event.reason}` : ''}; trying again`);
    setTimeout(connect, 2000);
  };

  function receive(text) {
    const end = text.indexOf('\n\n');
    const [command, ...lines] = text.slice(0, end).split('\n');
    const headers = {};
    for (const line of lines) {
      const colon = line.indexOf(':');
      const name = unescape(line.slice(0, colon));
      headers[name] ??= unescape(line.slice(colon + 1));
    }
    const body = text.slice(end + 2, text.lastIndexOf('\0'));
    if (command === 'CONNECTED') {
      show('open', `connected to ${headers.server ?? 'the broker'}, STOMP ${headers.version}`);
      beats = setInterval(() => socket.send('\n'), HEART_BEAT_MS);
      for (const [id, destination] of subscriptions) {
        send('SUBSCRIBE', { id, destination });
      }
    }
    log(command, headers, body);
  }
}

function send(command, headers, body = '') {
  const raw = command === 'CONNECT';
  const lines = Object.entries(headers).map(([name, value]) => raw ? `${name}:${value}` : `${escape(name)}:${escape(value)}`);
  socket.send(`${[command, ...lines].join('\n')}\n\n${body}\0`);
}

function show(value, text) {
  state.dataset.state = value;
  state.textContent = text;
  for (const button of document.querySelectorAll('button')) {
    button.disabled = value !== 'open';
  }
}

function log(command, headers, body) {
  const item = document.createElement('li');
  item.dataset.command = command;
  item.textContent = `${command} ${Object.entries(headers).map(([name, value]) => `${name}:${value}`).join('  ')}${body ? `\n${body}` : ''}`;
  frames.prepend(item);
  while (frames.childElementCount > MAX_SHOWN) {
    frames.lastElementChild.remove();
  }
}

document.getElementById('subscribe').onsubmit = event => {
  event.preventDefault();
  const destination = new FormData(event.target).get('destination');
  const id = String(nextId++);
  subscriptions.set(id, destination);
  send('SUBSCRIBE', { id, destination, receipt: `subscribed-${id}` });

  const item = document.createElement('li');
  const name = document.createElement('span');
  name.textContent = destination;
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Unsubscribe';
  button.onclick = () => {
    subscriptions.delete(id);
    send('UNSUBSCRIBE', { id, receipt: `unsubscribed-${id}` });
    item.remove();
  };
  item.append(name, button);
  document.getElementById('subscriptions').append(item);
};

document.getElementById('send').onsubmit = event => {
  event.preventDefault();
  const form = new FormData(event.target);
  send('SEND', { destination: form.get('destination'), 'content-type': 'text/plain' }, form.get('body'));
};

show('closed', 'connecting');
connect();
