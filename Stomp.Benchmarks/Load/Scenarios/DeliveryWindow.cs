using System.Numerics;

namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>The messages of one stream to a topic that are under way: one stays so until its last subscriber has it.</summary>
internal struct DeliveryWindow
{
    private readonly int[] _deliveries;
    private readonly int _copies;

    /// <param name="size">How many messages may be under way.</param>
    /// <param name="copies">How many subscribers get each.</param>
    public DeliveryWindow(int size, int copies)
    {
        _deliveries = new int[BitOperations.RoundUpToPowerOf2((uint)size)];
        _copies = copies;
    }

    /// <summary>How many messages, from the first on, all subscribers have.</summary>
    public int Done { get; private set; }

    /// <summary>Takes one subscriber's delivery of a message that is under way.</summary>
    public void Take(int sequence)
    {
        int mask = _deliveries.Length - 1;
        _deliveries[sequence & mask]++;
        while (_deliveries[Done & mask] == _copies)
        {
            _deliveries[Done & mask] = 0;
            Done++;
        }
    }
}
