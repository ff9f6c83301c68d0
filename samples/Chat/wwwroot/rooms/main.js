import { Connection } from './connection.js';
import { Conversation } from './conversation.js';
import * as view from './view.js';

const connection = new Connection();
const conversations = new Map();
const { me, rooms } = view.prepare(pick);
let online = new Set();
let current;

// A name as one token of a destination, in which a dot separates just as a slash does.
function token(name) {
  return encodeURIComponent(name).replaceAll('.', '%2E');
}

function find(kind, name) {
  const key = `${kind}/${name}`;
  let conversation = conversations.get(key);
  if (!conversation) {
    conversation = new Conversation(kind, name);
    conversations.set(key, conversation);

    // Live first, then what was said before: what comes twice in between is shown once.
    const destination = token(name);
    if (kind === 'room') {
      connection.subscribe(`/topic/rooms/${destination}`, message => receive(conversation, message));
      connection.subscribe(`/app/rooms/${destination}`, history => recall(conversation, history));
    } else {
      connection.subscribe(`/app/chat/${destination}`, history => recall(conversation, history));
    }
  }
  return conversation;
}

function receive(conversation, message) {
  if (!conversation.add(message)) {
    return;
  }

  if (conversation === current) {
    view.showMessages(conversation, me);
  } else if (message.from !== me) {
    conversation.unread++;
  }
  view.showConversations(conversations, current);
}

function recall(conversation, history) {
  history.forEach(message => conversation.add(message));
  if (conversation === current) {
    view.showMessages(conversation, me);
  }
}

function pick(kind, name) {
  current = find(kind, name);
  current.unread = 0;
  view.showHead(current, online.has(name));
  view.showMessages(current, me);
  view.showConversations(conversations, current);
  view.closeSide();
  history.replaceState(null, '', `#${kind}/${encodeURIComponent(name)}`); // so that a reload comes back here
}

function showPeople(people) {
  online = new Set(people.filter(person => person.online).map(person => person.name));
  view.showPeople(people, me, pick);
  people.filter(person => person.name !== me).forEach(person => find('person', person.name));
  view.showConversations(conversations, current);
  view.showHead(current, online.has(current.name));
}

view.onCompose(content => {
  if (current.kind === 'room') {
    connection.send(`/app/rooms/${token(current.name)}`, { content });
  } else {
    connection.send('/app/chat', { to: current.name, content });
  }
});

connection.onState = view.showState;
connection.onRefused = view.showProblem;
connection.subscribeText('/user/queue/errors', view.showProblem);
connection.subscribe('/user/queue/chat', message => receive(find('person', message.from), message));
connection.subscribe('/user/queue/sent', message => receive(find('person', message.to), message));
connection.subscribe('/topic/people', showPeople);
connection.subscribe('/app/people', showPeople);
rooms.forEach(room => find('room', room));

const [, kind, name] = /^#(room|person)\/(.+)$/.exec(location.hash) ?? [];
pick(kind ?? 'room', name ? decodeURIComponent(name) : rooms[0]);
connection.open();
