using Stomp.Broker.Dialects;
using Stomp.Broker.Messages;
using Stomp.Broker.Storage;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>Has the store follow what a queue holds: its persistent messages. A queue is made there with the first of them.</summary>
/// <remarks>
/// Told of each change, in order, with the queue's lock held, which guards it; what the writer tells comes without. It neither waits nor throws.
/// What it gives to the store stands in <see cref="StoreTicket"/>.
/// </remarks>
internal sealed class QueueJournal(BrokerStorage storage, StoredQueueKind kind, byte[] name, byte[] definition, QueuePolicy policy, TimeProvider time)
    : IStoreOwner
{
    /// <summary>The queue; set before it holds anything.</summary>
    public MessageQueue Queue { get; set; } = null!;

    /// <summary>What is stored of it beside its messages.</summary>
    public byte[] Definition { get; private set; } = definition;

    /// <summary>Its id in the store; 0 while it is not there.</summary>
    public long Id { get; set; }

    private long UnixNow => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Whether a message is to survive a crash.</summary>
    public bool Stores(Message message) => message.Properties.IsPersistent || policy.IsPersistent;

    /// <summary>A message is in the queue.</summary>
    public void Added(in QueuedMessage message)
    {
        if (!Stores(message.Message) || storage.Writer is not { } writer)
        {
            return;
        }

        Create();
        StoreTicket.Set(
            (message.Message.Properties.Traits & MessageTraits.DuplicateId) != 0
                && SendHeaderNames.TryFind(message.Message, SendHeader.DuplicateId, out ReadOnlySpan<byte> id)
                    ? writer.Add(GetInfo(message), message.Message, this, id.ToArray(), UnixNow + (long)policy.DuplicateWindow.TotalMilliseconds)
                    : writer.Add(GetInfo(message), message.Message, this));
    }

    /// <summary>The message at a position is not in the queue any more: consumed, dropped, or on its way to the dead letters.</summary>
    /// <param name="position">The position.</param>
    /// <param name="isPersistent">Whether the message asks to survive a crash.</param>
    public void Removed(long position, bool isPersistent)
    {
        if (Id != 0 && (isPersistent || policy.IsPersistent) && storage.Writer is { } writer)
        {
            StoreTicket.Set(writer.Remove(Id, position));
        }
    }

    /// <summary>A message was delivered and came back.</summary>
    /// <param name="message">The message, with its deliveries.</param>
    /// <param name="delay">How long it stays away.</param>
    public void Returned(in QueuedMessage message, TimeSpan delay)
    {
        if (Id != 0 && Stores(message.Message) && storage.Writer is { } writer)
        {
            long due = delay > TimeSpan.Zero ? UnixNow + (long)delay.TotalMilliseconds : 0;
            StoreTicket.Set(writer.Update(Id, message.Position, message.Deliveries, due));
        }
    }

    /// <summary>The queue is not there any more; it is empty.</summary>
    public void Retired()
    {
        if (Id != 0 && kind == StoredQueueKind.Queue && storage.Writer is { } writer)
        {
            StoreTicket.Set(writer.DeleteQueue(Id));
            Id = 0;
        }
    }

    /// <summary>What is stored beside the messages has changed.</summary>
    public void Redefine(byte[] definition)
    {
        Definition = definition;
        if (Id != 0 && storage.Writer is { } writer)
        {
            StoreTicket.Set(writer.RedefineQueue(Id, definition));
        }
    }

    /// <summary>Deletes it in the store with all its messages.</summary>
    public void Delete()
    {
        if (Id != 0 && storage.Writer is { } writer)
        {
            StoreTicket.Set(writer.DeleteQueue(Id));
            Id = 0;
        }
    }

    /// <summary>Makes the queue in the store, if it is not there: it is kept even without messages.</summary>
    public void Create()
    {
        if (Id == 0 && storage.Writer is { } writer)
        {
            Id = storage.TakeQueueId();
            StoreTicket.Set(writer.CreateQueue(Id, (int)kind, name, Definition));
        }
    }

    /// <summary>Has a message stored with others, all or none, before the queue has it.</summary>
    public void Prepare(in QueuedMessage message, StoreUnit unit)
    {
        Create();
        unit.Add(GetInfo(message), message.Message);
        if ((message.Message.Properties.Traits & MessageTraits.DuplicateId) != 0
            && SendHeaderNames.TryFind(message.Message, SendHeader.DuplicateId, out ReadOnlySpan<byte> id))
        {
            unit.AddDuplicateId(Id, id.ToArray(), UnixNow + (long)policy.DuplicateWindow.TotalMilliseconds);
        }
    }

    /// <summary>Has a message removed from the store with others, all or none, before it is consumed.</summary>
    public void PrepareRemoval(Message message, long position, StoreUnit unit)
    {
        if (Id != 0 && Stores(message))
        {
            unit.Remove(Id, position);
        }
    }

    void IStoreOwner.OnAddFailed(long queue, long position, StompStoreException failure) => Queue.Withdraw(position);

    void IStoreOwner.OnSetFailed(ReadOnlyMemory<byte> key, StompStoreException failure)
    {
        // It sets no values.
    }

    private StoredMessageInfo GetInfo(in QueuedMessage message) => new(
        Id, message.Position, message.Message.Properties.Priority, Expires: message.Expires, DeliveryCount: message.Deliveries);
}
