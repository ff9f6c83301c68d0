"""What stomp.py does against the broker. Run as: python3 scenarios.py HOST PORT VERSION SCENARIO

Ends with exit code 0 when the scenario went as it must.
"""

import queue
import sys
import uuid

import stomp

PATIENCE = 25  # seconds; below that of the test that started this process, so that this one says what it waited for
CONNECTIONS = {"1.0": stomp.Connection10, "1.1": stomp.Connection11, "1.2": stomp.Connection12}


class Inbox(stomp.ConnectionListener):
    """Keeps what comes in, by kind, until a scenario takes it."""

    def __init__(self):
        self.frames = {kind: queue.Queue() for kind in ("connected", "message", "receipt", "error", "heartbeat", "disconnected")}

    def take(self, kind):
        try:
            return self.frames[kind].get(timeout=PATIENCE)
        except queue.Empty:
            raise AssertionError(f"still waiting for {kind}") from None

    def on_connected(self, frame):
        self.frames["connected"].put(frame)

    def on_message(self, frame):
        self.frames["message"].put(frame)

    def on_receipt(self, frame):
        self.frames["receipt"].put(frame)

    def on_error(self, frame):
        self.frames["error"].put(frame)

    def on_heartbeat(self):
        self.frames["heartbeat"].put("beat")

    def on_disconnected(self):
        self.frames["disconnected"].put("disconnected")


class Session:
    """One connection, with its frames in an inbox."""

    def __init__(self, host, port, version, **options):
        self.version = version
        self.inbox = Inbox()
        self.connection = CONNECTIONS[version]([(host, port)], **options)
        self.connection.set_listener("inbox", self.inbox)
        self.connection.connect(wait=True)
        self.connected = self.inbox.take("connected")

    def subscribe(self, destination, ack="auto"):
        self.receipt(lambda receipt: self.connection.subscribe(destination, id="1", ack=ack, receipt=receipt))

    def send(self, destination, body, **headers):
        headers = {name.replace("reply_to", "reply-to"): value for name, value in headers.items()}
        self.receipt(lambda receipt: self.connection.send(destination, body, receipt=receipt, **headers))

    def receipt(self, send):
        wanted = str(uuid.uuid4())
        send(wanted)
        equal(self.inbox.take("receipt").headers["receipt-id"], wanted)

    def message(self):
        return self.inbox.take("message")

    def ack(self, message, receipt):
        """Each version names a message in its own way."""
        if self.version == "1.0":
            self.connection.ack(message.headers["message-id"], receipt=receipt)
        elif self.version == "1.1":
            self.connection.ack(message.headers["message-id"], message.headers["subscription"], receipt=receipt)
        else:
            self.connection.ack(message.headers["ack"], receipt=receipt)

    def nack(self, message):
        if self.version == "1.1":
            self.connection.nack(message.headers["message-id"], message.headers["subscription"])
        else:
            self.connection.nack(message.headers["ack"])

    def disconnect(self):
        self.connection.disconnect(receipt="bye")
        equal(self.inbox.take("receipt").headers["receipt-id"], "bye")
        self.inbox.take("disconnected")


def equal(actual, expected):
    assert actual == expected, f"expected {expected!r}, got {actual!r}"


def exchange(open_session, version):
    session = open_session()
    equal(session.connected.headers["version"], version)
    session.subscribe("/topic/py.exchange")
    session.send("/topic/py.exchange", "grüß Gott 漢字 😀", content_type="text/plain", name="value")
    message = session.message()
    equal(message.body, "grüß Gott 漢字 😀")
    equal(message.headers["content-type"], "text/plain")
    equal(message.headers["name"], "value")
    equal(message.headers["destination"], "/topic/py.exchange")
    session.disconnect()


def binary(open_session, version):
    session = open_session(auto_decode=False)
    session.subscribe("/topic/py.binary")
    body = bytes(range(256)) * 300
    session.send("/topic/py.binary", body)
    equal(session.message().body, body)
    session.disconnect()


def headers(open_session, version):
    # 1.0 has no escapes, and so no line ends in headers; 1.1 none for the carriage return.
    value = {"1.0": "back\\slash ü 漢", "1.1": "colon: back\\slash newline\n ü 漢", "1.2": "colon: back\\slash newline\n return\r ü 漢"}[version]
    session = open_session()
    session.subscribe("/topic/py.headers")
    session.send("/topic/py.headers", "x", special=value)
    equal(session.message().headers["special"], value)
    session.disconnect()


def ack(open_session, version):
    session = open_session()
    session.subscribe("/queue/py.ack", ack="client")
    for body in ("a", "b", "c"):
        session.send("/queue/py.ack", body)

    messages = [session.message() for _ in range(3)]
    equal([message.body for message in messages], ["a", "b", "c"])
    session.receipt(lambda receipt: session.ack(messages[1], receipt))  # cumulative: a too
    session.disconnect()

    rest = open_session()
    rest.subscribe("/queue/py.ack")
    equal(rest.message().body, "c")
    rest.disconnect()


def nack(open_session, version):
    session = open_session()
    session.subscribe("/queue/py.nack", ack="client-individual")
    session.send("/queue/py.nack", "again")
    first = session.message()
    equal(first.headers.get("redelivered"), None)
    session.nack(first)
    second = session.message()
    equal(second.body, "again")
    equal(second.headers["redelivered"], "true")
    session.receipt(lambda receipt: session.ack(second, receipt))
    session.disconnect()


def transaction(open_session, version):
    session = open_session()
    session.subscribe("/topic/py.transaction")
    committed = session.connection.begin()
    aborted = session.connection.begin()
    session.send("/topic/py.transaction", "committed", transaction=committed)
    session.send("/topic/py.transaction", "aborted", transaction=aborted)
    session.send("/topic/py.transaction", "before")
    session.connection.abort(aborted)
    session.connection.commit(committed)
    session.send("/topic/py.transaction", "after")
    equal([session.message().body for _ in range(3)], ["before", "committed", "after"])
    session.disconnect()


def request(open_session, version):
    server = open_session()
    server.subscribe("/queue/py.service")

    # As clients of RabbitMQ do it: no SUBSCRIBE, and the name is the subscription.
    client = open_session()
    client.send("/queue/py.service", "one", reply_to="/temp-queue/answers")
    question = server.message()
    server.send(question.headers["reply-to"], "answer to " + question.body)
    answer = client.message()
    equal((answer.body, answer.headers["subscription"]), ("answer to one", "/temp-queue/answers"))

    # As clients of ActiveMQ do it.
    other = open_session()
    other.subscribe("/temp-queue/answers")
    other.send("/queue/py.service", "two", reply_to="/temp-queue/answers")
    question = server.message()
    server.send(question.headers["reply-to"], "answer to " + question.body)
    answer = other.message()
    equal((answer.body, answer.headers["subscription"]), ("answer to two", "1"))

    other.disconnect()
    client.disconnect()
    server.disconnect()


def status(open_session, version):
    session = open_session()
    session.subscribe("/topic/py.status")
    session.connection.send("/nowhere/x", "x", receipt="1", **{"receipt-mode": "status"})
    session.connection.send("/topic/py.status", "y", receipt="2", **{"receipt-mode": "status"})
    rejected, accepted = session.inbox.take("receipt"), session.inbox.take("receipt")
    equal((rejected.headers["receipt-id"], rejected.headers["status"]), ("1", "rejected"))
    assert "unknown" in rejected.headers["reason"], rejected.headers
    equal((accepted.headers["receipt-id"], accepted.headers["status"]), ("2", "accepted"))
    equal(session.message().body, "y")
    session.disconnect()


def heartbeat(open_session, version):
    # The server ends sessions that are silent for a second. Five of its beats take longer than that.
    session = open_session(heartbeats=(500, 500))
    for _ in range(5):
        session.inbox.take("heartbeat")

    session.subscribe("/topic/py.beat")
    session.send("/topic/py.beat", "alive")
    equal(session.message().body, "alive")
    session.disconnect()


def error(open_session, version):
    session = open_session()
    session.connection.send("/nowhere/x", "x", receipt="lost")
    refusal = session.inbox.take("error")
    assert "destination" in refusal.headers["message"], refusal.headers
    equal(refusal.headers["receipt-id"], "lost")
    assert refusal.body.startswith("SEND: "), refusal.body
    session.inbox.take("disconnected")
    assert session.inbox.frames["receipt"].empty()


def main():
    host, port, version, name = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
    scenarios = (exchange, binary, headers, ack, nack, transaction, request, status, heartbeat, error)
    scenario = {function.__name__: function for function in scenarios}[name]
    scenario(lambda **options: Session(host, port, version, **options), version)


if __name__ == "__main__":
    main()
