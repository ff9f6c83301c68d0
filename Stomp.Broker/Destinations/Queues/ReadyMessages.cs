using System.Numerics;
using System.Runtime.CompilerServices;
using Stomp.Broker.Messages;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>The messages of a queue that wait for a consumer, by priority and then position: see <see cref="MessageOrder"/>.</summary>
/// <remarks>Not thread-safe: the queue's lock guards it.</remarks>
/// <param name="hasPriorities">Whether those of higher priority come first; else all are of the same.</param>
internal sealed class ReadyMessages(bool hasPriorities)
{
    private readonly MessageLane _default = new();
    private MessageLane?[]? _lanes; // by priority, made with the first message of another than the default
    private int _filled; // of those, a bit each that is not empty

    public int Count { get; private set; }

    /// <summary>How many of them expire some time.</summary>
    public int Expiring { get; private set; }

    public ref readonly QueuedMessage Front => ref FrontLane.Front;

    private MessageLane FrontLane => _lanes is null ? _default : _lanes[BitOperations.Log2((uint)_filled)]!;

    /// <summary>The place of a message in the order.</summary>
    public long GetOrder(in QueuedMessage message) => MessageOrder.Of(GetPriority(message.Message), message.Position);

    /// <summary>Adds a message with the highest position.</summary>
    public void Add(in QueuedMessage message)
    {
        GetLane(message.Message).Add(message);
        OnAdded(message);
    }

    /// <summary>Puts a message back to where it belongs.</summary>
    public void Insert(in QueuedMessage message)
    {
        GetLane(message.Message).Insert(message);
        OnAdded(message);
    }

    public QueuedMessage TakeFront()
    {
        QueuedMessage message = FrontLane.TakeFront();
        OnTaken(message);
        if (_lanes is not null)
        {
            UpdateFilled(BitOperations.Log2((uint)_filled));
        }

        return message;
    }

    /// <summary>Takes the oldest message of the lowest priority.</summary>
    public QueuedMessage TakeLowest()
    {
        int priority = BitOperations.TrailingZeroCount(_filled);
        QueuedMessage message = (_lanes is null ? _default : _lanes[priority]!).TakeFront();
        OnTaken(message);
        UpdateFilled(priority);
        return message;
    }

    /// <summary>Finds the first message behind a place in the order.</summary>
    public bool TryFindNext(long order, out QueuedMessage message)
    {
        if (_lanes is null)
        {
            int place = order < 0 ? MessageProperties.MaxPriority + 1 : MessageOrder.GetPriority(order);
            if (place >= MessageProperties.DefaultPriority)
            {
                return _default.TryFindNext(place == MessageProperties.DefaultPriority ? MessageOrder.GetPosition(order) : 0, out message);
            }

            message = default;
            return false;
        }

        int priority = order < 0 ? MessageProperties.MaxPriority : MessageOrder.GetPriority(order);
        long position = order < 0 ? 0 : MessageOrder.GetPosition(order);
        for (; priority >= 0; priority--, position = 0)
        {
            if (_lanes[priority] is { } lane && lane.TryFindNext(position, out message))
            {
                return true;
            }
        }

        message = default;
        return false;
    }

    /// <summary>Finds the message at a place in the order.</summary>
    public bool TryGet(long order, out QueuedMessage message)
    {
        message = default;
        return FindLane(order) is { } lane && lane.TryGet(MessageOrder.GetPosition(order), out message);
    }

    /// <summary>Takes the message at a place in the order out.</summary>
    public bool TryTake(long order, out QueuedMessage message)
    {
        message = default;
        if (FindLane(order) is not { } lane || !lane.TryTake(MessageOrder.GetPosition(order), out message))
        {
            return false;
        }

        OnTaken(message);
        UpdateFilled(MessageOrder.GetPriority(order));
        return true;
    }

    /// <summary>Takes messages out that have expired; see <see cref="MessageLane.TakeExpired"/>.</summary>
    /// <returns>Whether it came to the end; then it begins anew.</returns>
    public bool TakeExpired(long now, ref long order, ref int effort, List<QueuedMessage> expired, ref long earliest)
    {
        int before = expired.Count;
        bool isDone = true;
        int priority = order < 0 ? MessageProperties.MaxPriority : MessageOrder.GetPriority(order);
        long position = order < 0 ? 0 : MessageOrder.GetPosition(order);
        for (; isDone && priority >= 0; priority--)
        {
            MessageLane? lane = FindLane(MessageOrder.Of(priority, 0));
            isDone = lane is null || lane.TakeExpired(now, ref position, ref effort, expired, ref earliest);
            order = isDone ? MessageOrder.Start : MessageOrder.Of(priority, position);
            position = 0;
            UpdateFilled(priority);
        }

        for (int i = before; i < expired.Count; i++)
        {
            OnTaken(expired[i]);
        }

        return isDone;
    }

    private MessageLane? FindLane(long order)
    {
        int priority = MessageOrder.GetPriority(order);
        return _lanes is not null ? _lanes[priority] : priority == MessageProperties.DefaultPriority ? _default : null;
    }

    private int GetPriority(Message message) => hasPriorities ? message.Properties.Priority : MessageProperties.DefaultPriority;

    private MessageLane GetLane(Message message)
    {
        int priority = GetPriority(message);
        return priority == MessageProperties.DefaultPriority && _lanes is null ? _default : GetLane(priority);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private MessageLane GetLane(int priority)
    {
        if (_lanes is null)
        {
            _lanes = new MessageLane?[MessageProperties.MaxPriority + 1];
            _lanes[MessageProperties.DefaultPriority] = _default;
            _filled = _default.Count > 0 ? 1 << MessageProperties.DefaultPriority : 0;
        }

        _filled |= 1 << priority; // it gets a message now
        return _lanes[priority] ??= new MessageLane();
    }

    private void OnAdded(in QueuedMessage message)
    {
        Count++;
        if (message.Expires != 0)
        {
            Expiring++;
        }
    }

    private void OnTaken(in QueuedMessage message)
    {
        Count--;
        if (message.Expires != 0)
        {
            Expiring--;
        }
    }

    private void UpdateFilled(int priority)
    {
        if (_lanes is not null && _lanes[priority] is not { Count: > 0 })
        {
            _filled &= ~(1 << priority);
        }
    }
}
