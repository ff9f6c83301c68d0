'use strict';

// The chat of two of the tutorial, on its client libraries. Who somebody is, is said by the cookie of the login.
const client = Stomp.over(new SockJS('/chat'));
client.debug = null;

function add(message) {
  $('<div>').text(`${message.from}:${message.content}`).appendTo('#chatsContent');
}

function send() {
  client.send('/app/chat', {}, JSON.stringify({ content: $('#content').val(), to: $('#to').val() }));
}

$(() => {
  client.connect({}, () => client.subscribe('/user/queue/chat', message => add(JSON.parse(message.body))));
  $('#send').click(send);
});
