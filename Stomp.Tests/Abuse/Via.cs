namespace Stomp.Tests.Abuse;

/// <summary>What an abuser comes over.</summary>
public enum Via
{
    Tcp,
    WebSocket,
}
