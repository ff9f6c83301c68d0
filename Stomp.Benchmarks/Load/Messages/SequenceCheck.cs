namespace Stomp.Benchmarks.Load.Messages;

/// <summary>What one subscriber has had of one stream: finds what is missing, came twice or came out of order.</summary>
internal struct SequenceCheck
{
    // A server that loses messages at random soon makes more gaps than are worth remembering. Those beyond are known by their size alone.
    private const int MaxGaps = 1024;

    private List<(int First, int End)>? _gaps;

    /// <summary>The number that should come next.</summary>
    public int Next { get; private set; }

    /// <summary>How many numbers below <see cref="Next"/> have not come.</summary>
    public int Missing { get; private set; }

    /// <summary>Takes the number of a delivery.</summary>
    /// <returns>What it is.</returns>
    public SequenceFinding Take(int sequence)
    {
        if (sequence == Next)
        {
            Next++;
            return SequenceFinding.InOrder;
        }

        return TakeUnexpected(sequence);
    }

    private SequenceFinding TakeUnexpected(int sequence)
    {
        if (sequence > Next)
        {
            Missing += sequence - Next;
            _gaps ??= [];
            if (_gaps.Count < MaxGaps)
            {
                _gaps.Add((Next, sequence));
            }

            Next = sequence + 1;
            return SequenceFinding.AfterGap;
        }

        int index = _gaps?.FindIndex(gap => gap.First <= sequence && sequence < gap.End) ?? -1;
        if (index < 0)
        {
            return SequenceFinding.Duplicate;
        }

        (int first, int end) = _gaps![index];
        _gaps.RemoveAt(index);
        if (first < sequence)
        {
            _gaps.Add((first, sequence));
        }

        if (sequence + 1 < end)
        {
            _gaps.Add((sequence + 1, end));
        }

        Missing--;
        return SequenceFinding.OutOfOrder;
    }
}
