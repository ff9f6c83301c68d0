using NUnit.Framework;
using Stomp.Tests.Abuse;

namespace Stomp.Tests.EndToEnd;

/// <summary>What the process takes for its clients, it gives back to the system when they have left.</summary>
[NonParallelizable]
public sealed class HostMemoryTests
{
    private const int Clients = 1_000;
    private const double MaxGrowth = 0.2;

    [Test]
    public async Task Memory_of_clients_that_have_left_goes_back_to_the_system()
    {
        await using var host = HostProcess.Start(
            ["--listen", "http://127.0.0.1:0", "--Stomp:Limits:MaxSessions=2000"], [("Logging__LogLevel__Stomp.Host.Memory", "Debug")]);
        List<string> lines = await host.WaitUntilReadyAsync();
        var address = new Uri($"ws://{HostProcess.AddressIn(lines[0])}/stomp");

        // A first crowd, so that what is compiled and what pools keep is there before.
        await ComeAndGoAsync(address);
        await CollectedAsync(host);
        long before = ProcessFigures.ResidentBytes(host.Id);

        await ComeAndGoAsync(address);
        await CollectedAsync(host);
        long after = ProcessFigures.ResidentBytes(host.Id);
        TestContext.Out.WriteLine($"resident before {before >> 10:N0} KiB, after {after >> 10:N0}");
        Assert.That(after, Is.LessThanOrEqualTo((long)(before * (1 + MaxGrowth))));
    }

    private static async Task ComeAndGoAsync(Uri address)
    {
        var peers = new List<WebSocketPeer>();
        try
        {
            for (int i = 0; i < Clients; i++)
            {
                peers.Add(await WebSocketPeer.ConnectAsync(address));
            }
        }
        finally
        {
            peers.ForEach(static peer => peer.Dispose());
        }
    }

    private static async Task CollectedAsync(HostProcess host)
    {
        string? line;
        do
        {
            line = await host.ReadLineAsync().WaitAsync(Eventually.Patience);
            Assert.That(line, Is.Not.Null, "the process has ended");
        }
        while (!line!.Contains("Idle: ", StringComparison.Ordinal));
    }
}
