using NUnit.Framework;
using Stomp.Broker.Sqlite;
using Stomp.Broker.Storage;

namespace Stomp.Tests.Storage;

/// <summary>A crash in the middle of a write, as it looks afterwards: the write-ahead log ends somewhere, or is not what was written from there on.</summary>
[TestFixture]
public sealed class SqliteTornLogTests : SqliteFixture
{
    private const int Batches = 12;

    // Some of them are longer than a page of 8 KiB, so that a batch is many pages of the log.
    private const int MessagesOfBatch = 7;

    [Test]
    public async Task What_is_recovered_is_a_number_of_whole_batches_from_the_beginning([Values] bool cut)
    {
        long[] lengths = new long[Batches]; // of the log, after each batch
        using var copy = new SqliteFolder();
        await using (SqliteMessageStore store = await OpenAsync())
        {
            await CreateQueueAsync(store);
            for (int i = 0; i < Batches; i++)
            {
                await store.CommitAsync(MakeBatch(i));
                lengths[i] = new FileInfo(Folder.Log).Length;
            }

            File.Copy(Folder.Database, copy.Database);
            File.Copy(Folder.Log, copy.Log);
        }

        byte[] database = await File.ReadAllBytesAsync(copy.Database);
        byte[] log = await File.ReadAllBytesAsync(copy.Log);
        var random = new Random(1);
        IEnumerable<long> offsets = lengths.SelectMany(static length => (long[])[length - 1, length, length + 1])
            .Concat(Enumerable.Range(0, 60).Select(_ => random.NextInt64(lengths[0], log.Length)));
        foreach (long offset in offsets.Where(offset => offset < log.Length).Distinct())
        {
            await File.WriteAllBytesAsync(copy.Database, database);
            byte[] torn = cut ? log[..(int)offset] : Damage(log, (int)offset);
            await File.WriteAllBytesAsync(copy.Log, torn);
            File.Delete(copy.Database + "-shm");
            int whole = lengths.Count(length => length <= offset);
            await CheckAsync(copy, whole, offset);
        }
    }

    // Each adds some messages, updates one, and removes most of the batch before it.
    private static StoreBatch MakeBatch(int number)
    {
        var batch = new StoreBatch();
        for (int i = 0; i < MessagesOfBatch; i++)
        {
            batch.Add(new StoredMessageInfo(1, Position(number, i), 4), new byte[i * 2500]);
            if (number > 0 && i > 1)
            {
                batch.Remove(1, Position(number - 1, i));
            }
        }

        batch.SetValue("last"u8.ToArray(), new[] { (byte)number });
        if (number > 0)
        {
            batch.Update(1, Position(number - 1, 1), deliveryCount: number, due: 0);
        }

        return batch;
    }

    private static long Position(int batch, int message) => (batch * MessagesOfBatch) + message + 1;

    private static byte[] Damage(byte[] log, int offset)
    {
        byte[] damaged = [.. log];
        damaged[offset] ^= 0x10;
        return damaged;
    }

    private static async Task CheckAsync(SqliteFolder folder, int batches, long offset)
    {
        await using SqliteMessageStore store = folder.CreateStore(static options => options.CheckIntegrity = true);
        StompStoreContents contents = await store.OpenAsync(null, CancellationToken.None);
        var messages = new StoredMessageList();
        await store.ReadAsync(1, 4, 1, new StoreReadLimit(int.MaxValue, long.MaxValue), messages, CancellationToken.None);
        List<StoredMessageInfo> expected = [];
        for (int number = 0; number < batches; number++)
        {
            bool isLast = number == batches - 1;
            for (int i = 0; i < (isLast ? MessagesOfBatch : 2); i++)
            {
                expected.Add(new StoredMessageInfo(1, Position(number, i), 4, DeliveryCount: !isLast && i == 1 ? number + 1 : 0));
            }
        }

        Assert.That(messages.Select(message => message.Info), Is.EqualTo(expected), $"cut at {offset}");
        byte[]? last = await store.ReadValueAsync("last"u8.ToArray(), CancellationToken.None);
        Assert.That(last, batches == 0 ? Is.Null : Is.EqualTo(new[] { (byte)(batches - 1) }));
        Assert.That(contents.Queues.Single().Priorities.Sum(priority => priority.Messages), Is.EqualTo(expected.Count));
        Assert.That(contents.WasClosedCleanly, Is.False);
    }
}
