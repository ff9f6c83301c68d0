namespace Stomp.Benchmarks.Load.Measuring;

/// <summary>Follows the server's memory while a run lasts.</summary>
/// <remarks>Owns a thread until it is disposed.</remarks>
internal sealed class MemorySampler : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private const int SamplesPerRefresh = 8; // servers start their children early

    private readonly ServerProcesses _server;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread? _thread;
    private readonly List<MemorySample> _samples = [];

    public MemorySampler(ServerProcesses server)
    {
        _server = server;
        Before = server.Read().ResidentBytes;
        Peak = Before;
        if (server.IsAvailable)
        {
            _thread = new Thread(Run) { IsBackground = true, Name = "memory samples" };
            _thread.Start();
        }
    }

    /// <summary>Octets that were resident at first.</summary>
    public long Before { get; }

    /// <summary>The most octets that were resident at a sample.</summary>
    public long Peak { get; private set; }

    /// <summary>The samples; complete when it has been stopped.</summary>
    public IReadOnlyList<MemorySample> Samples => _samples;

    /// <summary>Takes no more samples.</summary>
    public void Stop()
    {
        _stop.Set();
        _thread?.Join();
    }

    public void Dispose()
    {
        Stop();
        _stop.Dispose();
    }

    private void Run()
    {
        long started = Clock.Now;
        for (int i = 1; !_stop.Wait(Interval); i++)
        {
            if (i % SamplesPerRefresh == 0)
            {
                _server.Refresh();
            }

            long resident = _server.Read().ResidentBytes;
            _samples.Add(new MemorySample((Clock.Now - started) / 1e6, resident));
            Peak = Math.Max(Peak, resident);
        }
    }
}
