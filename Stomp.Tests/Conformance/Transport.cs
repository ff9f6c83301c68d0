namespace Stomp.Tests.Conformance;

/// <summary>What carries the octets of a test.</summary>
public enum Transport
{
    Tcp,
    WebSocket,
}
