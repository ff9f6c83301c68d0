namespace Stomp.Benchmarks.Load.Wire;

/// <summary>The opcodes of WebSocket frames (RFC 6455, section 11.8).</summary>
internal enum WebSocketOpcode : byte
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}
