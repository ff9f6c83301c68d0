namespace Stomp.Broker.Storage;

/// <summary>Operations that a store applies together: all or none, in their order.</summary>
/// <remarks>
/// Not thread-safe. To be used again: <see cref="Clear"/> keeps the memory. Names and octets are not copied; they must stay as they are until the
/// batch is committed.
/// </remarks>
public sealed class StoreBatch
{
    // Kept by Clear however few there were: 80 KiB.
    private const int KeptCapacity = 1024;

    private const int MaxPriority = 9;

    private StoreOperation[] _operations = [];
    private int _length;

    /// <summary>How many operations there are to be done.</summary>
    public int Count { get; private set; }

    /// <summary>The octets of the messages and values to be stored.</summary>
    public long Octets { get; private set; }

    /// <summary>The operations in their order, among them those to be skipped: <see cref="StoreOperationKind.None"/>.</summary>
    public ReadOnlySpan<StoreOperation> Operations => _operations.AsSpan(0, _length);

    /// <summary>Makes a queue.</summary>
    /// <param name="queue">Its id, never used before; 1 or more.</param>
    /// <param name="kind">What it is, in the broker's numbers.</param>
    /// <param name="name">Its name.</param>
    /// <param name="definition">Its definition: any octets.</param>
    public void CreateQueue(long queue, int kind, ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> definition)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(queue, 1);
        Append(new StoreOperation
        {
            Kind = StoreOperationKind.CreateQueue,
            QueueKind = kind,
            Message = new StoredMessageInfo(queue, 0, 0),
            Key = name,
            Octets = definition,
        });
    }

    /// <summary>Replaces a queue's definition.</summary>
    /// <param name="queue">Its id.</param>
    /// <param name="definition">The new definition.</param>
    public void RedefineQueue(long queue, ReadOnlyMemory<byte> definition) =>
        Append(new StoreOperation
        {
            Kind = StoreOperationKind.RedefineQueue,
            Message = new StoredMessageInfo(queue, 0, 0),
            Octets = definition,
        });

    /// <summary>Deletes a queue with all its messages.</summary>
    /// <param name="queue">Its id.</param>
    public void DeleteQueue(long queue) =>
        Append(new StoreOperation { Kind = StoreOperationKind.DeleteQueue, Message = new StoredMessageInfo(queue, 0, 0) });

    /// <summary>Adds a message.</summary>
    /// <param name="message">What there is of it beside its octets; all of it counts.</param>
    /// <param name="octets">Its octets.</param>
    public void Add(in StoredMessageInfo message, ReadOnlyMemory<byte> octets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(message.Position, 1, nameof(message));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)message.Priority, (uint)MaxPriority, nameof(message));
        ArgumentOutOfRangeException.ThrowIfNegative(message.Expires, nameof(message));
        ArgumentOutOfRangeException.ThrowIfNegative(message.Due, nameof(message));
        ArgumentOutOfRangeException.ThrowIfNegative(message.DeliveryCount, nameof(message));
        Append(new StoreOperation { Kind = StoreOperationKind.AddMessage, Message = message, Octets = octets });
    }

    /// <summary>Removes a message.</summary>
    /// <param name="queue">The id of its queue.</param>
    /// <param name="position">Its position.</param>
    public void Remove(long queue, long position) =>
        Append(new StoreOperation { Kind = StoreOperationKind.RemoveMessage, Message = new StoredMessageInfo(queue, position, 0) });

    /// <summary>Sets the delivery count and the due time of a message.</summary>
    /// <param name="queue">The id of its queue.</param>
    /// <param name="position">Its position.</param>
    /// <param name="deliveryCount">How often it was delivered.</param>
    /// <param name="due">Until when it is delayed, in milliseconds since 1970 UTC; 0 for not.</param>
    public void Update(long queue, long position, int deliveryCount, long due)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(deliveryCount);
        ArgumentOutOfRangeException.ThrowIfNegative(due);
        Append(new StoreOperation
        {
            Kind = StoreOperationKind.UpdateMessage,
            Message = new StoredMessageInfo(queue, position, 0, Due: due, DeliveryCount: deliveryCount),
        });
    }

    /// <summary>Adds an id for the detection of duplicates.</summary>
    /// <param name="queue">The id of the queue.</param>
    /// <param name="id">The id.</param>
    /// <param name="expires">Until when it counts, in milliseconds since 1970 UTC.</param>
    public void AddDuplicateId(long queue, ReadOnlyMemory<byte> id, long expires) =>
        Append(new StoreOperation
        {
            Kind = StoreOperationKind.AddDuplicateId,
            Message = new StoredMessageInfo(queue, 0, 0, Expires: expires),
            Key = id,
        });

    /// <summary>Removes the ids for the detection of duplicates that have expired, of all queues.</summary>
    /// <param name="until">Those that expire by this time, in milliseconds since 1970 UTC, inclusive.</param>
    public void RemoveExpiredDuplicateIds(long until) =>
        Append(new StoreOperation
        {
            Kind = StoreOperationKind.RemoveExpiredDuplicateIds,
            Message = new StoredMessageInfo(0, 0, 0, Expires: until),
        });

    /// <summary>Sets a named value.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="octets">The value.</param>
    public void SetValue(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> octets) =>
        Append(new StoreOperation { Kind = StoreOperationKind.SetValue, Key = key, Octets = octets });

    /// <summary>Removes a named value.</summary>
    /// <param name="key">Its name.</param>
    public void RemoveValue(ReadOnlyMemory<byte> key) => Append(new StoreOperation { Kind = StoreOperationKind.RemoveValue, Key = key });

    /// <summary>Forgets all operations.</summary>
    public void Clear()
    {
        // A batch that was large once lets its memory go; one that is large each time keeps it.
        if (_operations.Length > KeptCapacity && _length < _operations.Length / 8)
        {
            _operations = [];
        }

        _operations.AsSpan(0, Math.Min(_length, _operations.Length)).Clear();
        _length = 0;
        Count = 0;
        Octets = 0;
    }

    /// <summary>Appends an operation of another batch.</summary>
    /// <returns>Its index.</returns>
    internal int Append(in StoreOperation operation)
    {
        if (_length == _operations.Length)
        {
            Array.Resize(ref _operations, Math.Max(16, 2 * _length));
        }

        _operations[_length] = operation;
        Count++;
        Octets += operation.Octets.Length;
        return _length++;
    }

    /// <summary>Makes an operation one that is skipped.</summary>
    internal void Cancel(int index)
    {
        Count--;
        Octets -= _operations[index].Octets.Length;
        _operations[index] = default;
    }

    /// <summary>Sets the delivery count and the due time of an operation that adds or updates a message.</summary>
    internal void Fold(int index, int deliveryCount, long due)
    {
        ref StoreOperation operation = ref _operations[index];
        operation = operation with { Message = operation.Message with { DeliveryCount = deliveryCount, Due = due } };
    }
}
