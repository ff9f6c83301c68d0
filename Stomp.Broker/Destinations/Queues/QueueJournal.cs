using Stomp.Broker.Dialects;
using Stomp.Broker.Messages;
using Stomp.Broker.Storage;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>Has the store follow what a queue holds: its persistent messages. A queue is made there with the first of them.</summary>
/// <remarks>The queue's lock guards it, but for what the writer tells.</remarks>
internal sealed class QueueJournal(BrokerStorage storage, StoredQueueKind kind, byte[] name, byte[] definition, QueuePolicy policy, TimeProvider time)
    : IQueueJournal, IStoreOwner
{
    /// <summary>The queue; set before it holds anything.</summary>
    public MessageQueue Queue { get; set; } = null!;

    /// <summary>What is stored of it beside its messages.</summary>
    public byte[] Definition { get; private set; } = definition;

    /// <summary>Its id in the store; 0 while it is not there.</summary>
    public long Id { get; set; }

    public bool Stores(Message message) => message.Properties.IsPersistent || policy.IsPersistent;

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

    public void Removed(long position, bool isPersistent)
    {
        if (Id != 0 && (isPersistent || policy.IsPersistent) && storage.Writer is { } writer)
        {
            StoreTicket.Set(writer.Remove(Id, position));
        }
    }

    public void Returned(in QueuedMessage message, TimeSpan delay)
    {
        if (Id != 0 && Stores(message.Message) && storage.Writer is { } writer)
        {
            long due = delay > TimeSpan.Zero ? UnixNow + (long)delay.TotalMilliseconds : 0;
            StoreTicket.Set(writer.Update(Id, message.Position, message.Deliveries, due));
        }
    }

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

    private long UnixNow => time.GetUtcNow().ToUnixTimeMilliseconds();

    private StoredMessageInfo GetInfo(in QueuedMessage message) => new(
        Id, message.Position, message.Message.Properties.Priority, Expires: message.Expires, DeliveryCount: message.Deliveries);
}
