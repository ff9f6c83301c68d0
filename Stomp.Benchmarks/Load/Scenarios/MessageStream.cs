using Stomp.Benchmarks.Load.Messages;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>The messages of one publisher to one destination.</summary>
/// <param name="index">Its number in the thread.</param>
/// <param name="id">Its number in the run, which the payloads carry.</param>
/// <param name="publisher">The connection that sends them.</param>
/// <param name="head">The head of each SEND.</param>
internal sealed class MessageStream(int index, int id, Connection publisher, byte[] head)
{
    private DeliveryWindow _window;

    public int Index { get; } = index;

    public int Id { get; } = id;

    public Connection Publisher { get; } = publisher;

    public byte[] Head { get; } = head;

    /// <summary>How many were sent: the next one's number.</summary>
    public int Sent { get; set; }

    /// <summary>How many there will be.</summary>
    public int Quota { get; init; } = int.MaxValue;

    /// <summary>How many receipts came.</summary>
    public int Confirmed { get; set; }

    /// <summary>With receipts: when those were sent, or due in an open loop, that are not confirmed.</summary>
    public Queue<long> Unconfirmed { get; } = new(0);

    /// <summary>Queue: how many came, to any consumer.</summary>
    public int Consumed { get; set; }

    /// <summary>Queue: which.</summary>
    public SequenceSet? Seen { get; init; }

    /// <summary>Open loop: when those were due that wait for the publisher's connection.</summary>
    public Queue<long> Deferred { get; } = new(0);

    /// <summary>Whether it stands in a list of those to go on with.</summary>
    public bool IsListed { get; set; }

    /// <summary>Topic, closed loop: those that are under way.</summary>
    public DeliveryWindow Window { init => _window = value; }

    /// <summary>Topic, closed loop: how many messages all subscribers have.</summary>
    public int Done => _window.Done;

    /// <summary>Topic, closed loop: one subscriber has a message.</summary>
    public void TakeDelivery(int sequence) => _window.Take(sequence);
}
