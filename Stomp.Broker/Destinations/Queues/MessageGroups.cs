using Stomp.Broker.Collections;
using Stomp.Broker.Dialects;
using Stomp.Broker.Messages;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>The groups of a queue's messages, and which consumer has each.</summary>
/// <remarks>Not thread-safe: the queue's lock guards it.</remarks>
internal sealed class MessageGroups
{
    // Of groups without messages so many are remembered, those used last, so that their next message goes to the same consumer:
    // as many as ActiveMQ remembers; some 200 KiB.
    private const int MaxIdle = 1024;

    private readonly Dictionary<byte[], MessageGroup> _byId = new(Utf8Comparer.Instance);
    private readonly List<MessageGroup?> _byNumber = [null];
    private readonly Stack<int> _free = new();
    private readonly LinkedList<MessageGroup> _idle = [];

    public MessageGroup this[int number] => _byNumber[number]!;

    /// <summary>A message is added to the queue.</summary>
    /// <returns>The number of its group; 0 when it belongs to none.</returns>
    public int Enter(Message message)
    {
        if (!SendHeaderNames.TryFind(message, SendHeader.Group, out ReadOnlySpan<byte> id))
        {
            return 0;
        }

        if (!_byId.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(id, out MessageGroup? group))
        {
            if (!_free.TryPop(out int number))
            {
                number = _byNumber.Count;
                _byNumber.Add(null);
            }

            group = new MessageGroup(id.ToArray(), number);
            _byNumber[number] = group;
            _byId.Add(group.Id, group);
        }
        else if (group.IsIdle)
        {
            _idle.Remove(group.Node);
        }

        group.Waiting++;
        return group.Number;
    }

    /// <summary>A message that waited is delivered.</summary>
    public void OnDelivered(MessageGroup group, bool isAcknowledged, bool isLast)
    {
        group.Waiting--;
        group.Unacked += isAcknowledged ? 1 : 0;
        if (isLast)
        {
            Disown(group);
        }

        RestIfIdle(group);
    }

    /// <summary>A message that waited is gone.</summary>
    public void OnRemoved(int number)
    {
        MessageGroup group = this[number];
        group.Waiting--;
        RestIfIdle(group);
    }

    /// <summary>A message that was delivered is gone.</summary>
    /// <returns>From where on consumers must look again; never when they need not.</returns>
    public long OnSettled(int number)
    {
        MessageGroup group = this[number];
        group.Unacked--;
        RestIfIdle(group);
        return GetReleased(group);
    }

    /// <summary>A message that was delivered waits again.</summary>
    /// <returns>From where on consumers must look again; never when they need not.</returns>
    public long OnReturned(int number, bool isDelayed)
    {
        MessageGroup group = this[number];
        group.Unacked--;
        group.Waiting++;
        group.Delayed += isDelayed ? 1 : 0;
        return GetReleased(group);
    }

    /// <summary>A message that was delayed waits again.</summary>
    /// <returns>From where on consumers must look again; never when they need not.</returns>
    public long OnDelayEnded(int number)
    {
        MessageGroup group = this[number];
        group.Delayed--;
        return GetReleased(group);
    }

    /// <summary>A consumer leaves: its groups are anybody's.</summary>
    /// <returns>Whether there are messages that others may have passed.</returns>
    public bool Leave(QueueConsumer consumer)
    {
        bool areWaiting = false;
        for (int number = 1; number < _byNumber.Count && consumer.Groups > 0; number++)
        {
            if (_byNumber[number] is { } group && group.Owner == consumer)
            {
                areWaiting |= group.Waiting > 0;
                Disown(group);
                if (group.IsIdle)
                {
                    _idle.Remove(group.Node);
                    Forget(group);
                }
            }
        }

        return areWaiting;
    }

    private static void Disown(MessageGroup group)
    {
        if (group.Owner is not null)
        {
            group.Owner.Groups--;
            group.Owner = null;
        }
    }

    private static long GetReleased(MessageGroup group)
    {
        if (group.IsHeld)
        {
            return long.MaxValue;
        }

        long from = group.PassedFrom;
        group.PassedFrom = long.MaxValue;
        return from;
    }

    private void RestIfIdle(MessageGroup group)
    {
        if (!group.IsIdle)
        {
            return;
        }

        if (group.Owner is null)
        {
            Forget(group);
            return;
        }

        _idle.AddLast(group.Node);
        if (_idle.Count > MaxIdle)
        {
            MessageGroup oldest = _idle.First!.Value;
            _idle.RemoveFirst();
            Disown(oldest);
            Forget(oldest);
        }
    }

    private void Forget(MessageGroup group)
    {
        _byId.Remove(group.Id);
        _byNumber[group.Number] = null;
        _free.Push(group.Number);
    }
}
