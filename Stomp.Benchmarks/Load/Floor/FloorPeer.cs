using Stomp.Benchmarks.Load.Peers;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Floor;

/// <summary>No broker, but what the disk and the sockets allow one: each read's bodies are appended to a file and synced before their receipts.</summary>
internal sealed class FloorPeer : Peer
{
    public override string Name => "append and sync";

    public override string Key => "floor";

    public override string? WhyNot() => null;

    public override string Version() => $"of this program, on .NET {Environment.Version}";

    protected override RunningServer Start(TemporaryFolder folder, CancellationToken cancellationToken)
    {
        string log = Path.Combine(folder.Path, "log");
        ChildProcess process = FloorProcess.Start(Name, out string address, cancellationToken, "--persist", log);
        return new RunningServer(folder, ServerUrl.Parse($"stomp://{address}"), ServerUrl.Parse($"ws://{address}/"), process);
    }
}
