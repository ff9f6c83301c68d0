// A room, or the talk with one person: its messages in the server's order, each once, whether it came live or as history.

export class Conversation {
  #byId = new Map();

  constructor(kind, name) {
    this.kind = kind;
    this.name = name;
    this.unread = 0;
  }

  /** Adds a message; tells whether it was new. */
  add(message) {
    if (this.#byId.has(message.id)) {
      return false;
    }

    this.#byId.set(message.id, message);
    return true;
  }

  get messages() {
    return [...this.#byId.values()].sort((one, other) => one.id - other.id);
  }
}
