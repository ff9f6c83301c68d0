namespace Stomp.Broker.Destinations.Queues;

/// <summary>Messages that go to one consumer, in order: those with the same <c>JMSXGroupID</c>.</summary>
/// <remarks>The queue's lock guards it.</remarks>
internal sealed class MessageGroup
{
    public MessageGroup(byte[] id, int number)
    {
        Id = id;
        Number = number;
        Node = new LinkedListNode<MessageGroup>(this);
    }

    public byte[] Id { get; }

    /// <summary>By which its messages name it, from 1.</summary>
    public int Number { get; }

    /// <summary>Its place among those that have no messages, if it has none.</summary>
    public LinkedListNode<MessageGroup> Node { get; }

    /// <summary>Who gets its messages; <see langword="null"/> until one is delivered, and after its consumer has left.</summary>
    public QueueConsumer? Owner { get; set; }

    /// <summary>Its messages in the queue that are not delivered, those delayed included.</summary>
    public int Waiting { get; set; }

    /// <summary>Its messages that were delivered and are neither acknowledged nor back.</summary>
    public int Unacked { get; set; }

    /// <summary>Its messages that stay away for a time; the others do not overtake them.</summary>
    public int Delayed { get; set; }

    /// <summary>The first place in the order at which consumers have passed one of its messages because nobody could have it then.</summary>
    public long PassedFrom { get; set; } = long.MaxValue;

    /// <summary>Whether nobody may have its next message now: it would overtake one, or somebody else still has one.</summary>
    public bool IsHeld => Delayed > 0 || (Owner is null && Unacked > 0);

    public bool IsIdle => Waiting == 0 && Unacked == 0;
}
