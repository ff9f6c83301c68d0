namespace Stomp.Benchmarks.Engine;

/// <summary>Lets a benchmark wait until a number of frames was written, whichever threads write them.</summary>
internal sealed class DeliveryCounter : IDisposable
{
    // Rounds take milliseconds. A round that never ends means that the broker has dropped a session: better to fail than to hang.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualResetEventSlim _reached = new();
    private long _count;
    private long _expected;

    /// <summary>Begins a round. Call it before anything of the round can be written.</summary>
    public void Expect(long frames)
    {
        _reached.Reset();
        Volatile.Write(ref _expected, Volatile.Read(ref _count) + frames);
    }

    public void Add(long frames)
    {
        if (Interlocked.Add(ref _count, frames) == Volatile.Read(ref _expected))
        {
            _reached.Set();
        }
    }

    public void Wait()
    {
        if (!_reached.Wait(Patience))
        {
            throw new TimeoutException($"{Volatile.Read(ref _count)} frames were written; {Volatile.Read(ref _expected)} were expected.");
        }
    }

    public void Dispose() => _reached.Dispose();
}
