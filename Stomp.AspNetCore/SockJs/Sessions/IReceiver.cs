namespace Stomp.AspNetCore.SockJs.Sessions;

/// <summary>What takes frames from a session for the client: an HTTP request, or a WebSocket.</summary>
internal interface IReceiver
{
    /// <summary>Ends it at once, without a word. Any thread may call it.</summary>
    void Abort();
}
