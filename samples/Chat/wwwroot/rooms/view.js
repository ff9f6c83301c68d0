// What is seen. All text that people wrote, names included, gets into the page as textContent.

const $ = id => document.getElementById(id);
const groupedWithin = 5 * 60 * 1000;

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}

/** Gives an avatar the first letter of a name, and a colour that is always the same for it. */
function paint(avatar, name) {
  let hash = 0;
  for (const character of name) {
    hash = (hash * 31 + character.codePointAt(0)) % 3600;
  }
  avatar.textContent = [...name][0].toUpperCase();
  avatar.style.setProperty('--hue', hash * 137.508 % 360); // the golden angle: hashes that are close get colours that are not
  return avatar;
}

export function showState(state, transport) {
  $('state').dataset.state = state;
  $('state').textContent = state === 'connected' ? `online · ${transport}` : state === 'connecting' ? 'connecting…' : 'offline, trying again…';
  $('send').disabled = state !== 'connected';
}

let problemTimer;

export function showProblem(text) {
  $('problem').textContent = text;
  $('problem').hidden = false;
  clearTimeout(problemTimer);
  problemTimer = setTimeout(() => { $('problem').hidden = true; }, 8000);
}

export function showPeople(people, me, onPick) {
  const others = people.filter(person => person.name !== me);
  $('online-count').textContent = `${people.filter(person => person.online).length} online`;
  $('people').replaceChildren(...others.map(person => {
    const button = element('button', 'conversation person');
    button.type = 'button';
    button.dataset.kind = 'person';
    button.dataset.name = person.name;
    button.dataset.online = person.online;
    const unread = element('span', 'unread');
    unread.hidden = true;
    button.append(paint(element('span', 'avatar'), person.name), element('span', 'label', person.name), unread);
    button.onclick = () => onPick('person', person.name);
    const item = element('li', '');
    item.append(button);
    return item;
  }));
}

export function showConversations(conversations, current) {
  for (const button of document.querySelectorAll('button.conversation')) {
    const conversation = conversations.get(`${button.dataset.kind}/${button.dataset.name}`);
    const unread = button.querySelector('.unread');
    button.toggleAttribute('aria-current', conversation === current);
    unread.textContent = conversation?.unread ?? 0;
    unread.hidden = !conversation?.unread;
  }
  const total = [...conversations.values()].reduce((sum, conversation) => sum + conversation.unread, 0);
  document.title = total > 0 ? `(${total}) Stomp chat` : 'Stomp chat';
}

export function showHead(conversation, online) {
  const room = conversation.kind === 'room';
  $('title').textContent = room ? `# ${conversation.name}` : conversation.name;
  $('subtitle').textContent = room ? 'everybody sees this' : online ? 'online · only you two see this' : 'offline · will see it when back';
  $('text').placeholder = room ? `Message #${conversation.name}` : `Message ${conversation.name}`;
}

export function showMessages(conversation, me) {
  const list = $('messages');
  const items = [];
  let previous;
  for (const message of conversation.messages) {
    items.push(...messageItems(message, previous, me));
    previous = message;
  }
  if (items.length === 0) {
    items.push(element('li', 'empty', 'Nothing said here yet.'));
  }
  list.replaceChildren(...items);
  list.scrollTop = list.scrollHeight;
}

function messageItems(message, previous, me) {
  const items = [];
  const at = new Date(message.at);
  const day = at.toDateString();
  const newDay = !previous || new Date(previous.at).toDateString() !== day;
  if (newDay) {
    items.push(element('li', 'day', at.toLocaleDateString(undefined, { weekday: 'long', month: 'long', day: 'numeric' })));
  }

  const follows = !newDay && previous.from === message.from && at - new Date(previous.at) < groupedWithin;
  const item = element('li', follows ? 'message follows' : 'message');
  item.dataset.from = message.from;
  item.toggleAttribute('data-mine', message.from === me);
  const body = element('div', 'body');
  if (!follows) {
    const head = element('p', 'head');
    const time = element('time', 'hint', at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' }));
    time.dateTime = message.at;
    head.append(element('b', '', message.from), time);
    item.append(paint(element('span', 'avatar'), message.from));
    body.append(head);
  }
  body.append(element('p', 'content', message.content));
  item.append(body);
  items.push(item);
  return items;
}

/** Calls back with what is typed and sent off; Enter sends, Shift+Enter begins a new line. */
export function onCompose(send) {
  const text = $('text');
  const submit = () => {
    const content = text.value.trim();
    if (content !== '' && !$('send').disabled) {
      send(content);
      text.value = '';
      text.style.height = '';
    }
  };
  $('composer').onsubmit = event => {
    event.preventDefault();
    submit();
  };
  text.onkeydown = event => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
  };
  text.oninput = () => {
    text.style.height = 'auto';
    text.style.height = `${text.scrollHeight + 2}px`;
  };
}

export function prepare(onPick) {
  const me = $('me');
  paint(me.querySelector('.avatar'), me.dataset.name);
  for (const button of document.querySelectorAll('#rooms button')) {
    button.onclick = () => onPick('room', button.dataset.name);
  }
  $('open-side').onclick = () => document.body.classList.toggle('side-open');
  $('conversation').addEventListener('click', event => {
    if (event.target.id !== 'open-side') {
      document.body.classList.remove('side-open');
    }
  });
  return { me: me.dataset.name, rooms: [...document.querySelectorAll('#rooms button')].map(button => button.dataset.name) };
}

export function closeSide() {
  document.body.classList.remove('side-open');
}
