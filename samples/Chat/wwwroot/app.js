'use strict';

// The group chat of the tutorial, on its client libraries. Text from others is added as text, never as HTML.
let client;

function show(connected) {
  $('#connect').prop('disabled', connected);
  $('#disconnect').prop('disabled', !connected);
  $('#chat, #conversation').toggle(connected);
  $('#greetings > :not(#conversation)').remove();
}

function connect() {
  if (!$('#name').val()) {
    return;
  }

  client = Stomp.over(new SockJS('/chat'));
  client.debug = null;
  client.connect({}, () => {
    show(true);
    client.subscribe('/topic/greetings', message => add(JSON.parse(message.body)));
  }, () => show(false));
}

function disconnect() {
  client.disconnect();
  show(false);
}

function send() {
  client.send('/app/hello', {}, JSON.stringify({ name: $('#name').val(), content: $('#content').val() }));
}

function add(greeting) {
  $('<div>').text(`${greeting.name}:${greeting.content}`).appendTo('#greetings');
}

$(() => {
  $('#connect').click(connect);
  $('#disconnect').click(disconnect);
  $('#send').click(send);
});
