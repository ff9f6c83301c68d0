using Stomp.Tests.Crashes.Checking;

namespace Stomp.Tests.Crashes;

/// <summary>What the clients of a run have in common: the history and what is counted over all of them. Thread-safe.</summary>
internal sealed class Workload
{
    private int _transactions;
    private int _sessions;

    public History History { get; } = new();

    /// <summary>The number of a new transaction.</summary>
    public int NextTransaction() => Interlocked.Increment(ref _transactions);

    /// <summary>The number of a new connection.</summary>
    public int NextSession() => Interlocked.Increment(ref _sessions);
}
