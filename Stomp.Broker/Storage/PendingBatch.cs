using System.Diagnostics;
using Stomp.Broker.Messages;

namespace Stomp.Broker.Storage;

/// <summary>What gathers for the next commit, or is being committed.</summary>
/// <remarks>
/// Not thread-safe: while it gathers the writer's lock guards it, afterwards the writer's thread has it alone, but for <see cref="Waiters"/>, which the lock
/// guards until the batch is done. It holds a reference to each message in it.
/// </remarks>
internal sealed class PendingBatch
{
    // What an operation takes up here beside its octets, for the limit of pending octets: the operation, its entry, its place in the dictionary.
    private const int OperationBytes = 80 + 32 + 32;

    private const int KeptCapacity = 1024;

    private readonly Dictionary<long, int> _latest = []; // position of a message -> its plain addition or update
    private readonly List<(StoreUnit Unit, int First, int Length)> _units = [];
    private Entry[] _entries = new Entry[16]; // by operation

    /// <summary>The number of the batch.</summary>
    public long Ticket { get; set; }

    public StoreBatch Operations { get; } = new();

    /// <summary>Those who are told when the batch is done.</summary>
    public List<IStoreWaiter> Waiters { get; } = [];

    /// <summary>What it takes up.</summary>
    public long Bytes { get; private set; }

    /// <summary>How many operations cancelled each other.</summary>
    public int Cancelled { get; private set; }

    /// <summary>Whether anybody waits for it.</summary>
    public bool HasWork => Operations.Operations.Length > 0 || Waiters.Count > 0;

    /// <summary>Adds a message, and a reference to it.</summary>
    public void Add(in StoredMessageInfo info, Message message, IStoreOwner owner)
    {
        Operations.Add(info, message.Octets.AsMemory(0, message.Length));
        _latest[info.Position] = Operations.Operations.Length - 1;
        message.AddReferences(1);
        OnAppended(message, owner);
    }

    /// <summary>Removes a message; one that waits here to be added is not stored at all.</summary>
    public void Remove(long queue, long position)
    {
        if (TryFindLatest(queue, position, out int index))
        {
            _latest.Remove(position);
            bool wasAddition = Operations.Operations[index].Kind == StoreOperationKind.AddMessage;
            Cancel(index);
            if (wasAddition)
            {
                return;
            }
        }

        Operations.Remove(queue, position);
        OnAppended(null, null);
    }

    /// <summary>Updates a message; one that waits here to be added is stored as it is now.</summary>
    public void Update(long queue, long position, int deliveryCount, long due)
    {
        if (TryFindLatest(queue, position, out int index))
        {
            Operations.Fold(index, deliveryCount, due);
            return;
        }

        Operations.Update(queue, position, deliveryCount, due);
        _latest[position] = Operations.Operations.Length - 1;
        OnAppended(null, null);
    }

    /// <summary>Sets a value, with a reference to the message that it is.</summary>
    public void SetValue(ReadOnlyMemory<byte> key, Message value, IStoreOwner owner)
    {
        Operations.SetValue(key, value.Octets.AsMemory(0, value.Length));
        value.AddReferences(1);
        OnAppended(value, owner);
    }

    /// <summary>Says that an operation without a message was put into <see cref="Operations"/>.</summary>
    public void OnAppended() => OnAppended(null, null);

    /// <summary>Adds all of a unit, and takes over its references. Nothing in it cancels what is here, or is cancelled: it is stored as a whole or fails as one.</summary>
    public void Add(StoreUnit unit)
    {
        int first = Operations.Operations.Length;
        for (int i = 0; i < unit.Operations.Length; i++)
        {
            Operations.Append(unit.Operations[i]);
            OnAppended(unit.TakeMessage(i), null, isInUnit: true);
        }

        _units.Add((unit, first, Operations.Operations.Length - first));
    }

    /// <summary>Tells the owners of what was not stored and will not be.</summary>
    public void TellOwners(StompStoreException failure, Action<Exception> onError)
    {
        ReadOnlySpan<StoreOperation> operations = Operations.Operations;
        for (int i = 0; i < operations.Length; i++)
        {
            if (_entries[i].Owner is { } owner)
            {
                Tell(operations[i], owner, failure, onError);
            }
        }

        foreach ((StoreUnit unit, _, _) in _units)
        {
            try
            {
                unit.Owner.OnUnitFailed(unit, failure);
            }
            catch (Exception exception)
            {
                onError(exception);
            }
        }
    }

    /// <summary>
    /// Copies what must come into the store sooner or later although the batch failed: what is not part of a unit and makes, deletes or changes something of which
    /// the broker has taken note already.
    /// </summary>
    public void CopyLasting(StoreBatch destination)
    {
        ReadOnlySpan<StoreOperation> operations = Operations.Operations;
        for (int i = 0; i < operations.Length; i++)
        {
            if (!_entries[i].IsInUnit && operations[i].Kind is StoreOperationKind.RemoveMessage or StoreOperationKind.UpdateMessage
                or StoreOperationKind.CreateQueue or StoreOperationKind.RedefineQueue or StoreOperationKind.DeleteQueue or StoreOperationKind.RemoveValue)
            {
                destination.Append(operations[i]);
            }
        }
    }

    /// <summary>Lets all references go.</summary>
    public void ReleaseMessages()
    {
        foreach (ref Entry entry in _entries.AsSpan(0, Operations.Operations.Length))
        {
            entry.Message?.Release();
            entry = default;
        }
    }

    /// <summary>Makes it an empty batch of another number.</summary>
    public void Reset(long ticket)
    {
        Debug.Assert(_entries.All(static entry => entry.Message is null), "messages were not released");
        _latest.Clear();
        if (_entries.Length > KeptCapacity && Operations.Operations.Length < _entries.Length / 8)
        {
            _entries = new Entry[KeptCapacity]; // as the operations: what was large once is let go
            _latest.TrimExcess(KeptCapacity);
        }

        Ticket = ticket;
        Operations.Clear();
        Waiters.Clear();
        _units.Clear();
        Bytes = 0;
        Cancelled = 0;
    }

    private static void Tell(in StoreOperation operation, IStoreOwner owner, StompStoreException failure, Action<Exception> onError)
    {
        try
        {
            if (operation.Kind == StoreOperationKind.AddMessage)
            {
                owner.OnAddFailed(operation.Message.Queue, operation.Message.Position, failure);
            }
            else
            {
                owner.OnSetFailed(operation.Key, failure);
            }
        }
        catch (Exception exception)
        {
            onError(exception);
        }
    }

    private bool TryFindLatest(long queue, long position, out int index) =>
        _latest.TryGetValue(position, out index) && Operations.Operations[index].Message.Queue == queue;

    private void OnAppended(Message? message, IStoreOwner? owner, bool isInUnit = false)
    {
        int index = Operations.Operations.Length - 1;
        if (index == _entries.Length)
        {
            Array.Resize(ref _entries, 2 * index);
        }

        _entries[index] = new Entry(message, owner, isInUnit);
        Bytes += OperationBytes + Operations.Operations[index].Octets.Length;
    }

    private void Cancel(int index)
    {
        Bytes -= OperationBytes + Operations.Operations[index].Octets.Length;
        Operations.Cancel(index);
        Cancelled++;
        _entries[index].Message?.Release();
        _entries[index] = default;
    }

    private readonly record struct Entry(Message? Message, IStoreOwner? Owner, bool IsInUnit);
}
