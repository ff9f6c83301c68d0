using Stomp.Benchmarks.Load.Scenarios;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Peers;

/// <summary>A broker that runs for as long as this is not disposed.</summary>
/// <remarks>Owns its processes, in the order in which they are ended, and its folder.</remarks>
internal sealed class RunningServer(TemporaryFolder folder, ServerUrl tcp, ServerUrl? webSocket, params ChildProcess[] processes) : IDisposable
{
    public ServerUrl Tcp { get; } = tcp;

    /// <summary><see langword="null"/> when it has none.</summary>
    public ServerUrl? WebSocket { get; } = webSocket;

    public string? Login { get; init; }

    public string? Passcode { get; init; }

    public string? VirtualHost { get; init; }

    /// <summary>The process whose usage is measured.</summary>
    public int Pid => processes[0].Id;

    /// <summary>Whether it has ended by itself.</summary>
    public bool HasEnded => processes[0].HasEnded;

    /// <summary>Settings of a run against it.</summary>
    public CommonSettings Settings(bool useWebSocket) => new()
    {
        Url = (useWebSocket ? WebSocket : Tcp) ?? throw new InvalidOperationException("This server has no WebSocket."),
        Login = Login,
        Passcode = Passcode,
        VirtualHost = VirtualHost,
        ServerPids = [Pid],
    };

    public void Dispose()
    {
        foreach (ChildProcess process in processes)
        {
            process.Dispose();
        }

        folder.Dispose();
    }
}
