using System.Net;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Crashes;

/// <summary>The program, on a folder for its messages or without one.</summary>
internal sealed class CrashHost : IAsyncDisposable
{
    private const string Listening = "Listening on stomp://";

    private readonly HostProcess _process;
    private readonly List<string> _log = [];
    private Task _logReading = Task.CompletedTask;

    private CrashHost(HostProcess process) => _process = process;

    public int Id => _process.Id;

    public static CrashHost Start(string? dataFolder) =>
        new(HostProcess.Start(["--listen", "stomp://127.0.0.1:0", .. dataFolder is null ? Array.Empty<string>() : ["--data", dataFolder]]));

    public async Task<IPEndPoint> WaitUntilReadyAsync()
    {
        List<string> lines = await _process.WaitUntilReadyAsync();

        // Somebody must read it: a log that nobody takes would in the end hold up those who write to it.
        _logReading = ReadLogAsync();
        return HostProcess.AddressIn(lines.First(static line => line.StartsWith(Listening, StringComparison.Ordinal)));
    }

    /// <summary>Kills it. It must not have ended by itself before, nor have failed at anything.</summary>
    public async Task KillAsync()
    {
        await _process.KillAsync();
        await _logReading;
        Assert.That(_log.Any(IsFailure), Is.False, () => string.Join('\n', _log));
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _logReading;
    }

    private static bool IsFailure(string line) =>
        line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal);

    private async Task ReadLogAsync()
    {
        while (await _process.ReadLineAsync() is { } line)
        {
            _log.Add(line);
        }
    }
}
