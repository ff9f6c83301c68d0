namespace Stomp.Core.Frames;

/// <summary>Which side the frames being read come from; the other side's commands are unknown (C-13).</summary>
public enum FrameSource : byte
{
    /// <summary>A client: CONNECT, SEND, SUBSCRIBE and so on. What a server reads.</summary>
    Client,

    /// <summary>A server: CONNECTED, MESSAGE, RECEIPT, ERROR. What a client reads.</summary>
    Server,
}
