using System.Collections.Concurrent;
using System.Globalization;
using Stomp.Broker.Storage;

namespace Stomp.Tests.Storage;

/// <summary>A store in memory that notes what it is given, waits when it is told to, and fails when it is told to.</summary>
public sealed class ScriptedStore : IStompMessageStore
{
    private readonly MemoryMessageStore _inner;
    private readonly MemoryMessageStore.Disk _disk = new();
    private readonly ConcurrentQueue<string> _commits = new();
    private volatile TaskCompletionSource? _gate;
    private volatile Exception? _failure;
    private int _entered;

    public ScriptedStore() => _inner = new MemoryMessageStore(_disk);

    /// <summary>The commits that succeeded: an entry for each, as <c>+queue/position:octets -queue/position ~queue/position(deliveries,due)</c> and so on.</summary>
    public IReadOnlyList<string> Commits => [.. _commits];

    /// <summary>The commits that began.</summary>
    public int Entered => Volatile.Read(ref _entered);

    /// <summary>What it fails with; <see langword="null"/> when it works.</summary>
    public Exception? Failure
    {
        get => _failure;
        set => _failure = value;
    }

    /// <summary>The positions that are stored.</summary>
    public IEnumerable<long> Positions => _disk.Storage.Messages.Keys;

    public bool IsClosed { get; private set; }

    /// <summary>Makes each so many-th commit fail; 0 for none.</summary>
    public int FailEach { get; set; }

    /// <summary>Makes commits wait.</summary>
    public void Hold() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets them go.</summary>
    public void Release()
    {
        TaskCompletionSource? gate = _gate;
        _gate = null;
        gate!.SetResult();
    }

    public ValueTask<StompStoreContents> OpenAsync(IProgress<StompStoreProgress>? progress, CancellationToken cancellationToken) =>
        _inner.OpenAsync(progress, cancellationToken);

    public async ValueTask CommitAsync(StoreBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        int number = Interlocked.Increment(ref _entered);
        if (_gate is { } gate)
        {
            await gate.Task;
        }

        if (_failure is { } failure)
        {
            throw failure;
        }

        if (FailEach > 0 && number % FailEach == 0)
        {
            throw new StompStoreException(StompStoreFailure.Full, "There is no space left.");
        }

        await _inner.CommitAsync(batch);
        _commits.Enqueue(Describe(batch));
    }

    public ValueTask<bool> ReadAsync(
        long queue, int priority, long fromPosition, StoreReadLimit limit, IStoredMessageReceiver receiver, CancellationToken cancellationToken) =>
        _inner.ReadAsync(queue, priority, fromPosition, limit, receiver, cancellationToken);

    public ValueTask<bool> ReadDueAsync(long until, StoreReadLimit limit, IStoredMessageReceiver receiver, CancellationToken cancellationToken) =>
        _inner.ReadDueAsync(until, limit, receiver, cancellationToken);

    public ValueTask<bool> ReadExpiringAsync(long until, StoreReadLimit limit, IStoredMessageReceiver receiver, CancellationToken cancellationToken) =>
        _inner.ReadExpiringAsync(until, limit, receiver, cancellationToken);

    public ValueTask<byte[]?> ReadValueAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => _inner.ReadValueAsync(key, cancellationToken);

    public ValueTask ReadValuesAsync(ReadOnlyMemory<byte> prefix, IStoredValueReceiver receiver, CancellationToken cancellationToken) =>
        _inner.ReadValuesAsync(prefix, receiver, cancellationToken);

    public ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        IsClosed = true;
        return _inner.CloseAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private static string Describe(StoreBatch batch)
    {
        List<string> parts = [];
        foreach (StoreOperation operation in batch.Operations)
        {
            StoredMessageInfo message = operation.Message;
            string key = MemoryStorage.ToText(operation.Key);
            FormattableString? text = operation.Kind switch
            {
                StoreOperationKind.AddMessage => $"+{message.Queue}/{message.Position}({message.DeliveryCount},{message.Due})",
                StoreOperationKind.RemoveMessage => $"-{message.Queue}/{message.Position}",
                StoreOperationKind.UpdateMessage => $"~{message.Queue}/{message.Position}({message.DeliveryCount},{message.Due})",
                StoreOperationKind.CreateQueue => $"create {message.Queue}",
                StoreOperationKind.RedefineQueue => $"redefine {message.Queue}",
                StoreOperationKind.DeleteQueue => $"delete {message.Queue}",
                StoreOperationKind.AddDuplicateId => $"id {message.Queue}/{key}({message.Expires})",
                StoreOperationKind.RemoveExpiredDuplicateIds => $"expire {message.Expires}",
                StoreOperationKind.SetValue => $"set {key}",
                StoreOperationKind.RemoveValue => $"unset {key}",
                _ => null,
            };
            if (text is not null)
            {
                parts.Add(text.ToString(CultureInfo.InvariantCulture));
            }
        }

        return string.Join(' ', parts);
    }
}
