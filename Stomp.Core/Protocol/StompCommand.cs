namespace Stomp.Core.Protocol;

/// <summary>The command of a frame: first those a client sends, then those a server sends.</summary>
public enum StompCommand : byte
{
    /// <summary>No command; the value of a default frame.</summary>
    None,

    /// <summary>CONNECT: opens a session.</summary>
    Connect,

    /// <summary>STOMP: the same as CONNECT, from 1.1 on (C-46).</summary>
    Stomp,

    /// <summary>SEND: publishes a message to a destination.</summary>
    Send,

    /// <summary>SUBSCRIBE: registers for the messages of a destination.</summary>
    Subscribe,

    /// <summary>UNSUBSCRIBE: ends a subscription.</summary>
    Unsubscribe,

    /// <summary>ACK: a message was consumed.</summary>
    Ack,

    /// <summary>NACK: a message was not consumed (from 1.1 on).</summary>
    Nack,

    /// <summary>BEGIN: starts a transaction.</summary>
    Begin,

    /// <summary>COMMIT: applies a transaction.</summary>
    Commit,

    /// <summary>ABORT: drops a transaction.</summary>
    Abort,

    /// <summary>DISCONNECT: ends the session.</summary>
    Disconnect,

    /// <summary>CONNECTED: the answer to CONNECT.</summary>
    Connected,

    /// <summary>MESSAGE: a message of a subscription.</summary>
    Message,

    /// <summary>RECEIPT: a client frame was processed.</summary>
    Receipt,

    /// <summary>ERROR: something went wrong; the server closes after it.</summary>
    Error,
}
