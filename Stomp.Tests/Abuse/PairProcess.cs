using System.Diagnostics;
using System.Globalization;
using System.Net;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Abuse;

/// <summary>The process of a <see cref="WellBehavedPair"/>, and what it has measured so far.</summary>
internal sealed class PairProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly Task _reading;
    private readonly List<long> _latencies = [];
    private volatile bool _hasEnded;

    private PairProcess(IPEndPoint server)
    {
        var start = new ProcessStartInfo(HostProcess.Dotnet)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { typeof(PairProcess).Assembly.Location, "pair", server.ToString() },
        };
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
        _reading = ReadLatenciesAsync();
    }

    /// <summary>Messages delivered so far: the number of the next one.</summary>
    public int Delivered
    {
        get
        {
            lock (_latencies)
            {
                return _latencies.Count;
            }
        }
    }

    /// <summary>Starts one.</summary>
    public static PairProcess Start(IPEndPoint server) => new(server);

    /// <summary>Waits until as many messages were delivered.</summary>
    public async Task DeliverAsync(int count)
    {
        await Eventually.HoldsAsync(() => _reading.IsCompleted || Delivered >= count, $"{count} messages are delivered");
        if (Delivered < count)
        {
            Assert.Fail($"the pair ended: {await _errors}");
        }
    }

    /// <summary>The time from SEND to MESSAGE that 99 of 100 messages keep, of those from one number up to another.</summary>
    public TimeSpan P99(int from, int to)
    {
        long[] sorted;
        lock (_latencies)
        {
            sorted = [.. _latencies[from..to]];
        }

        Array.Sort(sorted);
        return Stopwatch.GetElapsedTime(0, sorted[(int)(sorted.Length * 0.99)]);
    }

    /// <summary>Ends the publishing, and checks that nothing was lost and nothing came twice.</summary>
    public async Task StopAsync()
    {
        await _process.StandardInput.WriteLineAsync(WellBehavedPair.Stop);
        await _process.StandardInput.FlushAsync();
        await _reading.WaitAsync(Eventually.Patience);
        Assert.That((await _errors, _hasEnded), Is.EqualTo(("", true)), "the pair lost nothing, and got nothing twice");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task ReadLatenciesAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == WellBehavedPair.End)
            {
                _hasEnded = true;
                continue;
            }

            lock (_latencies)
            {
                _latencies.Add(long.Parse(line, CultureInfo.InvariantCulture));
            }
        }
    }
}
