using System.Net;
using System.Text;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Abuse;

/// <summary>The program, its addresses and its log.</summary>
internal sealed class AbusedHost : IAsyncDisposable
{
    // Code that is compiled a second time because it runs often, is no leak but looks like one.
    private static readonly (string Name, string Value)[] Environment = [("DOTNET_TieredCompilation", "0")];

    private readonly HostProcess _process;
    private readonly StringBuilder _log = new();
    private readonly Task _logReading;

    private AbusedHost(HostProcess process, List<string> lines)
    {
        _process = process;
        Tcp = HostProcess.AddressIn(lines[0]);
        Http = HostProcess.AddressIn(lines[1]);

        // Somebody must read it: a log that nobody takes would in the end hold up those who write to it.
        _logReading = ReadLogAsync();
    }

    public int Id => _process.Id;

    public IPEndPoint Tcp { get; }

    public IPEndPoint Http { get; }

    /// <summary>All that it has logged since the last <see cref="ForgetLog"/>.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    public static async Task<AbusedHost> StartAsync(string[] limits)
    {
        var process = HostProcess.Start(
            ["--listen", "stomp://127.0.0.1:0", "--listen", "http://127.0.0.1:0", .. limits.Select(static limit => $"--Stomp:Limits:{limit}")], Environment);
        return new AbusedHost(process, await process.WaitUntilReadyAsync());
    }

    public void ForgetLog()
    {
        lock (_log)
        {
            _log.Clear();
        }
    }

    /// <summary>Waits until a limit is named in the log.</summary>
    public Task LogsAsync(string limit) => Eventually.HoldsAsync(() => Log.Contains($"({limit})", StringComparison.Ordinal), $"the log names {limit}");

    /// <summary>Whatever clients do, the broker does not fail.</summary>
    public void CheckLog() => Assert.That(Log, Does.Not.Contain("fail:").And.Not.Contain("crit:"));

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _logReading;
    }

    private async Task ReadLogAsync()
    {
        while (await _process.ReadLineAsync() is { } line)
        {
            lock (_log)
            {
                _log.AppendLine(line);
            }
        }
    }
}
