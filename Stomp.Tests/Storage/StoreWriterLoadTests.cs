using NUnit.Framework;
using Stomp.Broker.Messages;
using Stomp.Broker.Storage;

namespace Stomp.Tests.Storage;

/// <summary>The writer with many at once, and what it allocates.</summary>
[TestFixture]
[NonParallelizable]
public sealed class StoreWriterLoadTests : StoreWriterFixture
{
    [Test]
    public async Task Under_load_from_many_threads_and_with_failures_the_store_holds_what_it_should()
    {
        const int Threads = 4;
        const int Each = 3000;
        long position = 0;
        var owners = new LossCounter[Threads];
        var kept = new HashSet<long>[Threads];
        Store.FailEach = 3;
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(async () =>
        {
            owners[thread] = new LossCounter();
            kept[thread] = [];
            var random = new Random(thread);
            var mine = new Queue<long>();
            for (int i = 0; i < Each; i++)
            {
                long next = Interlocked.Increment(ref position);
                Message message = Encode();
                Writer.Add(new StoredMessageInfo(1, next, 4), message, owners[thread]);
                message.Release();
                mine.Enqueue(next);
                if (random.Next(3) > 0)
                {
                    Writer.Remove(1, mine.Dequeue());
                }

                if (i % 100 == 0)
                {
                    await Writer.FlushAsync().ContinueWith(static _ => { }, TaskScheduler.Default); // failed or not: so that there are many commits
                }
            }

            kept[thread] = [.. mine];
        })));
        Store.FailEach = 0;
        Writer.Remove(1, long.MaxValue);
        await Writer.FlushAsync();

        var expected = kept.SelectMany(positions => positions).Except(owners.SelectMany(owner => owner.Lost)).ToHashSet();
        Assert.That(Store.Positions.ToHashSet().SetEquals(expected), $"{Store.Positions.Count()} are stored, {expected.Count} should be");
        Assert.That(Writer.Commits.Failures, Is.Positive);
        Assert.That(Writer.Commits.Commits, Is.Positive.And.LessThan(Threads * Each));
    }

    [Test]
    public async Task Nothing_is_allocated_for_an_operation()
    {
        const int Operations = 20_000;
        await using var writer = StoreWriter.Start(new NullStore(), 1 << 24, TimeProvider.System, Log);
        Message message = Encode();
        long allocated = long.MaxValue;
        long position = 0;
        for (int attempt = 0; attempt < 200 && allocated > Operations; attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < Operations; i++)
            {
                writer.Add(new StoredMessageInfo(1, ++position, 4), message, Teller);
                writer.Update(1, position - 2, 1, 0);
                writer.Remove(1, position - 1);
                if (writer.PendingBytes > 1 << 16)
                {
                    Thread.Yield(); // so that batches do not grow with the machine's mood
                }
            }

            allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
            await writer.FlushAsync();
        }

        message.Release();
        Assert.That(allocated, Is.LessThan(Operations), "octets, for thrice as many operations");
    }

    private sealed class LossCounter : IStoreOwner
    {
        public List<long> Lost { get; } = []; // only the writer's thread adds

        public void OnAddFailed(long queue, long position, StompStoreException failure) => Lost.Add(position);

        public void OnSetFailed(ReadOnlyMemory<byte> key, StompStoreException failure) => throw new NotSupportedException();
    }

    private sealed class NullStore : IStompMessageStore
    {
        public ValueTask<StompStoreContents> OpenAsync(IProgress<StompStoreProgress>? progress, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask CommitAsync(StoreBatch batch) => ValueTask.CompletedTask;

        public ValueTask<bool> ReadAsync(
            long queue, int priority, long fromPosition, StoreReadLimit limit, IStoredMessageReceiver receiver, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<bool> ReadDueAsync(long until, StoreReadLimit limit, IStoredMessageReceiver receiver, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<bool> ReadExpiringAsync(long until, StoreReadLimit limit, IStoredMessageReceiver receiver, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<byte[]?> ReadValueAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask ReadValuesAsync(ReadOnlyMemory<byte> prefix, IStoredValueReceiver receiver, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask CloseAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
