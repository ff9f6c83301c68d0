using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Temporary;

/// <summary>A destination of one session: it alone may subscribe, whoever knows the address may send, and with the session it is gone.</summary>
/// <remarks>Thread-safe, but for subscribing and closing, which its session's loop does.</remarks>
internal abstract class TemporaryDestination(ISubscriber owner, byte[] name, byte[] address)
{
    private volatile bool _isClosed;
    private int _reserved;

    /// <summary>The session.</summary>
    public ISubscriber Owner => owner;

    /// <summary>What the session calls it: <c>/temp-queue/x</c>.</summary>
    public byte[] Name => name;

    /// <summary>What others call it: a prefix and 128 bits that nobody guesses.</summary>
    public byte[] Address => address;

    /// <summary>Whether its session has ended.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Whether it can be forgotten: its session has ended, and no place is set aside in it that somebody will come back for.</summary>
    public bool IsUnused => _isClosed && Volatile.Read(ref _reserved) == 0;

    /// <summary>Counts the places set aside, before they are and after they are no more.</summary>
    public void CountReserved(int change) => Interlocked.Add(ref _reserved, change);

    /// <inheritdoc cref="DestinationProvider.Reserve"/>
    public abstract Refusal? Reserve(Message message);

    /// <inheritdoc cref="DestinationProvider.Unreserve"/>
    public abstract void Unreserve(Message message);

    /// <inheritdoc cref="DestinationProvider.Publish"/>
    public abstract Refusal? Publish(ReadOnlySpan<Message> messages, bool isReserved, DeliveryBatch batch, out int taken);

    /// <inheritdoc cref="DestinationProvider.Subscribe"/>
    public abstract void Subscribe(Subscription subscription, DeliveryBatch batch);

    /// <inheritdoc cref="DestinationProvider.Unsubscribe"/>
    public abstract void Unsubscribe(Subscription subscription, DeliveryBatch batch);

    /// <summary>The session has ended, and its subscriptions before that: what messages there are go with it.</summary>
    public virtual void Close() => _isClosed = true;
}
