using NUnit.Framework;
using Stomp.Broker.Sqlite;
using Stomp.Broker.Storage;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Storage;

/// <summary>An SQLite store that has no space, and what it does with the space it has.</summary>
[TestFixture]
public sealed class SqliteSpaceTests : SqliteFixture
{
    private const int OneMebibyte = 1 << 20;

    [Test]
    public async Task A_full_store_says_so_keeps_what_it_has_and_goes_on_when_something_is_removed()
    {
        await using SqliteMessageStore store = await OpenAsync(options => options.MaxBytes = OneMebibyte);
        await CreateQueueAsync(store);
        StompStoreException? failure = null;
        int stored = 0;
        while (failure is null)
        {
            try
            {
                await store.CommitAsync(Messages(stored + 1, 10, 5000));
                stored += 10;
            }
            catch (StompStoreException exception)
            {
                failure = exception;
            }
        }

        Assert.That((failure.Failure, failure.IsTransient), Is.EqualTo((StompStoreFailure.Full, true)));
        Assert.That(failure.Message, Does.StartWith($"There is no space left for {Folder.Database}"));
        Assert.That(stored, Is.GreaterThan(100));
        Assert.That(Count("message"), Is.EqualTo(stored));

        var removal = new StoreBatch();
        for (int position = 1; position <= 20; position++)
        {
            removal.Remove(1, position);
        }

        await store.CommitAsync(removal);
        await store.CommitAsync(Messages(stored + 1, 10, 5000));
        Assert.That(Count("message"), Is.EqualTo(stored - 10));
    }

    [Test]
    public async Task On_a_disk_with_too_little_space_nothing_is_added_but_removing_goes_on()
    {
        var batch = new StoreBatch();
        await using (SqliteMessageStore store = await OpenAsync())
        {
            await CreateQueueAsync(store);
            await store.CommitAsync(Messages(1, 10, 10));
            await store.CloseAsync(CancellationToken.None);
        }

        await using (SqliteMessageStore store = await OpenAsync(static options => options.MinFreeBytes = long.MaxValue))
        {
            StompStoreException? failure = Assert.CatchAsync<StompStoreException>(async () => await store.CommitAsync(Messages(11, 1, 1)));
            Assert.That((failure!.Failure, failure.IsTransient), Is.EqualTo((StompStoreFailure.Full, true)));
            Assert.That(failure.Message, Does.StartWith("There are less than 9223372036854775807 octets free on the disk of " + Folder.Database));
            batch.SetValue("a"u8.ToArray(), default);
            Assert.CatchAsync<StompStoreException>(async () => await store.CommitAsync(batch));
            batch.Clear();
            batch.Remove(1, 1);
            batch.Update(1, 2, 1, 0);
            batch.CreateQueue(2, 0, default, new byte[10]);
            await store.CommitAsync(batch);
        }

        Assert.That(Count("message"), Is.EqualTo(9));
        Assert.That(Count("queue"), Is.EqualTo(2));
    }

    [Test]
    public async Task Free_space_in_the_database_is_used_however_little_there_is_on_the_disk()
    {
        await using (SqliteMessageStore store = await OpenAsync(static options => options.Synchronous = SqliteSynchronous.Off))
        {
            await CreateQueueAsync(store);
            await store.CommitAsync(Messages(1, 20, OneMebibyte));
            var batch = new StoreBatch();
            for (int position = 1; position <= 20; position++)
            {
                batch.Remove(1, position);
            }

            await store.CommitAsync(batch);
        }

        await using SqliteMessageStore again = await OpenAsync(static options => options.MinFreeBytes = long.MaxValue);
        await again.CommitAsync(Messages(21, 1, OneMebibyte));
        Assert.CatchAsync<StompStoreException>(async () => await again.CommitAsync(Messages(22, 4, OneMebibyte)));
    }

    [Test]
    public async Task Another_program_that_holds_the_database_makes_a_commit_fail_until_it_lets_go()
    {
        await using SqliteMessageStore store = await OpenAsync();
        await CreateQueueAsync(store);
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Folder.Database};Pooling=False"))
        {
            connection.Open();
            using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            command.ExecuteNonQuery();
            StompStoreException? failure = Assert.CatchAsync<StompStoreException>(async () => await store.CommitAsync(Messages(1, 1, 1)));
            Assert.That((failure!.Failure, failure.IsTransient), Is.EqualTo((StompStoreFailure.Locked, true)));
        }

        await store.CommitAsync(Messages(1, 1, 1));
        Assert.That(Count("message"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_write_ahead_log_stays_short_beside_reads()
    {
        await using SqliteMessageStore store = await OpenAsync(options => options.Synchronous = SqliteSynchronous.Off);
        await CreateQueueAsync(store);
        using var stop = new CancellationTokenSource();
        Task reading = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await store.ReadAsync(1, 4, 1, new StoreReadLimit(100, long.MaxValue), new StoredMessageList(), CancellationToken.None);
            }
        })));
        long longest = 0;
        for (int i = 0; i < 200; i++)
        {
            await store.CommitAsync(Messages((i * 10) + 1, 10, 100_000));
            longest = Math.Max(longest, new FileInfo(Folder.Log).Length);
        }

        await stop.CancelAsync();
        await reading;
        Assert.That(longest, Is.LessThan(100L * OneMebibyte), "of 200 MB that were written");
    }

    [Test]
    public async Task The_messages_of_a_long_queue_that_was_deleted_are_removed_little_by_little()
    {
        await using SqliteMessageStore store = await OpenAsync(options => options.Synchronous = SqliteSynchronous.Off);
        await CreateQueueAsync(store);
        await store.CommitAsync(Messages(1, 4500, 10));
        var batch = new StoreBatch();
        batch.DeleteQueue(1);
        await store.CommitAsync(batch);
        Assert.That(Count("message"), Is.GreaterThan(0), "not all at once");
        await Eventually.HoldsAsync(() => Count("message") == 0, "all are removed");
    }

    [Test]
    public async Task What_was_left_of_a_deleted_queue_is_removed_after_the_next_opening()
    {
        await using (SqliteMessageStore store = await OpenAsync(options => options.Synchronous = SqliteSynchronous.Off))
        {
            await CreateQueueAsync(store);
            await store.CommitAsync(Messages(1, 3000, 10));
        }

        Query("DELETE FROM queue");
        await using SqliteMessageStore again = await OpenAsync();
        await Eventually.HoldsAsync(() => Count("message") == 0, "all are removed");
    }

    [Test]
    public async Task Much_space_that_nothing_is_in_any_more_goes_back_to_the_file_system()
    {
        await using (SqliteMessageStore store = await OpenAsync(options => options.Synchronous = SqliteSynchronous.Off))
        {
            await CreateQueueAsync(store);
            await store.CommitAsync(Messages(1, 100, OneMebibyte));
            await store.CommitAsync(Messages(101, 10, 1000));
            var batch = new StoreBatch();
            for (int position = 1; position <= 100; position++)
            {
                batch.Remove(1, position);
            }

            await store.CommitAsync(batch);
            await store.CloseAsync(CancellationToken.None);
        }

        Assert.That(new FileInfo(Folder.Database).Length, Is.GreaterThan(100L * OneMebibyte));
        await using (SqliteMessageStore store = await OpenAsync())
        {
            await Eventually.HoldsAsync(() => (long)Query("PRAGMA page_count")! < 9000, "it has shrunk");
            await store.CloseAsync(CancellationToken.None);
        }

        Assert.That(new FileInfo(Folder.Database).Length, Is.LessThan(80L * OneMebibyte));
        Assert.That(Query("PRAGMA quick_check"), Is.EqualTo("ok"));
        Assert.That(Count("message"), Is.EqualTo(10));
    }
}
