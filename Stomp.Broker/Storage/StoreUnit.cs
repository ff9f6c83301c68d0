using Stomp.Broker.Messages;

namespace Stomp.Broker.Storage;

/// <summary>Operations that are stored together or not at all: a transaction, or a message for several queues.</summary>
/// <remarks>
/// Not thread-safe. It holds a reference to each of its messages until it is given to <see cref="StoreWriter.Commit"/>, which takes them over, or
/// disposed. Names and other octets are not copied; they must stay as they are until the unit is stored.
/// </remarks>
internal sealed class StoreUnit(IStoreUnitOwner owner) : IDisposable
{
    private readonly StoreBatch _batch = new();
    private readonly List<Message?> _messages = []; // by operation

    public IStoreUnitOwner Owner => owner;

    /// <summary>The operations so far.</summary>
    public ReadOnlySpan<StoreOperation> Operations => _batch.Operations;

    /// <inheritdoc cref="StoreBatch.Add"/>
    public void Add(in StoredMessageInfo message, Message octets)
    {
        _batch.Add(message, octets.Octets.AsMemory(0, octets.Length));
        Hold(octets);
    }

    /// <inheritdoc cref="StoreBatch.SetValue"/>
    public void SetValue(ReadOnlyMemory<byte> key, Message octets)
    {
        _batch.SetValue(key, octets.Octets.AsMemory(0, octets.Length));
        Hold(octets);
    }

    /// <inheritdoc cref="StoreBatch.Remove"/>
    public void Remove(long queue, long position)
    {
        _batch.Remove(queue, position);
        _messages.Add(null);
    }

    /// <inheritdoc cref="StoreBatch.Update"/>
    public void Update(long queue, long position, int deliveryCount, long due)
    {
        _batch.Update(queue, position, deliveryCount, due);
        _messages.Add(null);
    }

    /// <inheritdoc cref="StoreBatch.AddDuplicateId"/>
    public void AddDuplicateId(long queue, ReadOnlyMemory<byte> id, long expires)
    {
        _batch.AddDuplicateId(queue, id, expires);
        _messages.Add(null);
    }

    /// <inheritdoc cref="StoreBatch.RemoveValue"/>
    public void RemoveValue(ReadOnlyMemory<byte> key)
    {
        _batch.RemoveValue(key);
        _messages.Add(null);
    }

    /// <inheritdoc cref="StoreBatch.CreateQueue"/>
    public void CreateQueue(long queue, int kind, ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> definition)
    {
        _batch.CreateQueue(queue, kind, name, definition);
        _messages.Add(null);
    }

    /// <inheritdoc cref="StoreBatch.DeleteQueue"/>
    public void DeleteQueue(long queue)
    {
        _batch.DeleteQueue(queue);
        _messages.Add(null);
    }

    /// <summary>Hands the reference to the message of an operation over to the caller.</summary>
    public Message? TakeMessage(int operation)
    {
        Message? message = _messages[operation];
        _messages[operation] = null;
        return message;
    }

    /// <summary>Lets go what was not given to the writer, and forgets all operations, so that it can be used again.</summary>
    public void Dispose()
    {
        foreach (Message? message in _messages)
        {
            message?.Release();
        }

        _messages.Clear();
        _batch.Clear();
    }

    private void Hold(Message message)
    {
        message.AddReferences(1);
        _messages.Add(message);
    }
}
