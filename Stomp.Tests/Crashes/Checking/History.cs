namespace Stomp.Tests.Crashes.Checking;

/// <summary>What all clients of a run did and got, in its order. Thread-safe.</summary>
/// <remarks>
/// A client writes down what it sends before it sends it, and what it gets when it has got it: so cause stands before effect, also between clients.
/// </remarks>
internal sealed class History
{
    private readonly Lock _lock = new();
    private readonly List<HistoryEvent> _events = [];
    private readonly int[] _counts = new int[Enum.GetValues<HistoryEventKind>().Length];

    /// <summary>All events. Not a copy: only for when nobody adds any more.</summary>
    public IReadOnlyList<HistoryEvent> Events => _events;

    public void Add(in HistoryEvent happened)
    {
        lock (_lock)
        {
            _events.Add(happened);
            _counts[(int)happened.Kind]++;
        }
    }

    /// <summary>How many events of a kind there are.</summary>
    public int CountOf(HistoryEventKind kind)
    {
        lock (_lock)
        {
            return _counts[(int)kind];
        }
    }
}
