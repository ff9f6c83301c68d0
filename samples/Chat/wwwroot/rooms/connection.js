// The STOMP side of the page: one client that connects again by itself, and subscribes again when it does.

const { Client } = window.StompJs;

export class Connection {
  #client;
  #subscriptions = [];

  /** Called with 'connecting', 'connected' or 'disconnected', and the transport that SockJS has chosen. */
  onState = () => {};

  /** Called with the text of an ERROR: what the server refused, and why. */
  onRefused = () => {};

  constructor() {
    let socket;
    this.#client = new Client({
      // SockJS tries WebSocket first, and falls back to streaming and polling where that does not get through.
      webSocketFactory: () => (socket = new window.SockJS('/stomp')),
      reconnectDelay: 500,
      maxReconnectDelay: 30000,
      reconnectTimeMode: window.StompJs.ReconnectionTimeMode.EXPONENTIAL,
      beforeConnect: () => this.onState('connecting'),
      onConnect: () => {
        for (const { destination, handle } of this.#subscriptions) {
          this.#client.subscribe(destination, handle);
        }
        this.onState('connected', socket.transport);
      },
      onStompError: frame => this.onRefused(frame.headers.message),
      onWebSocketClose: () => {
        this.onState('disconnected');
        this.#checkLogin();
      },
    });
  }

  // Who has logged out, in another window maybe, cannot connect any more.
  async #checkLogin() {
    try {
      const response = await fetch('/stomp/info');
      if (response.status === 401) {
        location.assign('/login');
      }
    } catch {
      // The server does not answer: the client goes on trying.
    }
  }

  /** Has each message of a destination handled, as the value that its JSON stands for, in this connection and all that follow. */
  subscribe(destination, handler) {
    this.subscribeText(destination, text => handler(JSON.parse(text)));
  }

  subscribeText(destination, handler) {
    const handle = message => handler(message.body);
    this.#subscriptions.push({ destination, handle });
    if (this.#client.connected) {
      this.#client.subscribe(destination, handle);
    }
  }

  send(destination, value) {
    this.#client.publish({ destination, body: JSON.stringify(value), headers: { 'content-type': 'application/json' } });
  }

  open() {
    this.#client.activate();
  }
}
