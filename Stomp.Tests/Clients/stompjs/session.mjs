// One connection of @stomp/stompjs, with promises instead of callbacks: what a scenario reads like then is what it does.

import { randomUUID } from 'node:crypto';
import { Client, Versions } from '@stomp/stompjs';
import WebSocket from 'ws';

const url = process.argv[2];

/** A queue that is awaited: what a callback puts in, a scenario takes out. */
export class Inbox {
  #items = [];
  #takers = [];

  put(item) {
    const taker = this.#takers.shift();
    if (taker) {
      taker(item);
    } else {
      this.#items.push(item);
    }
  }

  take() {
    return this.#items.length > 0 ? Promise.resolve(this.#items.shift()) : new Promise(resolve => this.#takers.push(resolve));
  }
}

export class Session {
  /** What happened to the connection, in order: connect, error, close, each with its details. */
  events = new Inbox();

  /** Heart-beats seen, each as 'in' or 'out'. */
  beats = new Inbox();

  /** The kinds of the messages that came in: text, binary. */
  kinds = new Set();

  constructor(options = {}) {
    const { versions = ['1.2', '1.1', '1.0'], ...rest } = options;
    const stompVersions = new Versions(versions);
    this.client = new Client({
      stompVersions,
      reconnectDelay: 0,
      heartbeatIncoming: 0,
      heartbeatOutgoing: 0,
      webSocketFactory: () => this.#open(stompVersions.protocolVersions()),
      debug: text => this.#onDebug(text),
      onConnect: frame => this.events.put({ kind: 'connect', frame }),
      onStompError: frame => this.events.put({ kind: 'error', frame }),
      onWebSocketClose: event => this.events.put({ kind: 'close', code: event.code, reason: event.reason }),
      ...rest,
    });
    this.client.activate();
  }

  static async connect(options) {
    const session = new Session(options);
    const event = await session.events.take();
    if (event.kind !== 'connect') {
      throw new Error(`not connected: ${event.kind} ${event.frame?.headers.message ?? event.reason}`);
    }

    return session;
  }

  /** Subscribes, and waits for the receipt. */
  async subscribe(destination, headers = {}) {
    const inbox = new Inbox();
    let subscription;
    await this.receipt(receipt => {
      subscription = this.client.subscribe(destination, message => inbox.put(message), { ...headers, ...receipt });
    });
    inbox.unsubscribe = receipt => subscription.unsubscribe(receipt);
    return inbox;
  }

  /** Sends, and waits for the receipt. */
  publish(destination, content, headers = {}) {
    const body = typeof content === 'string' ? { body: content } : { binaryBody: content };
    return this.receipt(receipt => this.client.publish({ destination, headers: { ...headers, ...receipt }, ...body }));
  }

  /** Has a frame sent with the header 'receipt', and waits for the RECEIPT. */
  receipt(send) {
    const id = randomUUID();
    return new Promise(resolve => {
      this.client.watchForReceipt(id, resolve);
      send({ receipt: id });
    });
  }

  /** Disconnects; stomp.js waits for the receipt of its DISCONNECT by itself. */
  async disconnect() {
    await this.client.deactivate();
    return this.events.take();
  }

  #open(protocols) {
    const socket = new WebSocket(url, protocols);
    socket.on('message', (_, isBinary) => this.kinds.add(isBinary ? 'binary' : 'text'));
    return socket;
  }

  #onDebug(text) {
    if (text === '<<< PONG') {
      this.beats.put('in');
    } else if (text === '>>> PING') {
      this.beats.put('out');
    }
  }
}
