using System.Diagnostics;
using System.Net;

namespace Stomp.Tests.Crashes;

/// <summary>The process is killed, and started again on the same folder.</summary>
/// <param name="dataFolder">Where it stores messages; <see langword="null"/> for none, as a check that losses are found.</param>
internal sealed class Kill(string? dataFolder) : IOutage
{
    // Until a start was measured.
    private TimeSpan _startUp = TimeSpan.FromMilliseconds(500);
    private CrashHost? _host;

    public bool CanEndWhileStarting => true;

    public async Task<IPEndPoint> StartAsync()
    {
        long started = Stopwatch.GetTimestamp();
        _host = CrashHost.Start(dataFolder);
        IPEndPoint server = await _host.WaitUntilReadyAsync();
        _startUp = Stopwatch.GetElapsedTime(started);
        return server;
    }

    public async Task<TimeSpan> EndWhileStartingAsync(Random random)
    {
        TimeSpan after = random.NextDouble() * _startUp;
        await using var host = CrashHost.Start(dataFolder);
        await Task.Delay(after);
        await host.KillAsync();
        return after;
    }

    public async Task EndAsync(BrokerLife life)
    {
        await _host!.KillAsync();
        await _host.DisposeAsync();
        _host = null;
    }

    public Task AfterEndAsync() => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}
