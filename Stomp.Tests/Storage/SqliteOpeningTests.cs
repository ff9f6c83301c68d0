using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NUnit.Framework;
using Stomp.Broker.Sqlite;
using Stomp.Broker.Storage;

namespace Stomp.Tests.Storage;

/// <summary>What is said when the folder of an SQLite store is not as it should be.</summary>
[TestFixture]
public sealed class SqliteOpeningTests : SqliteFixture
{
    [Test]
    public async Task A_folder_that_is_not_there_is_made()
    {
        string path = Path.Combine(Folder.Path, "a", "b");
        await using SqliteMessageStore store = await OpenAsync(options => options.Directory = path);
        Assert.That(File.Exists(Path.Combine(path, "stomp.db")));
    }

    [Test]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        string path = Path.Combine(Folder.Path, "file");
        await File.WriteAllTextAsync(path, "");
        StompStoreException failure = await OpenFailsAsync(options => options.Directory = path);
        Assert.That(failure.Failure, Is.EqualTo(StompStoreFailure.Unavailable));
        Assert.That(failure.Message, Does.StartWith($"{path} cannot be made or written"));
    }

    [Test]
    public async Task A_folder_that_may_not_be_written_is_named()
    {
        using IDisposable right = MakeReadOnly(Folder.Path);
        StompStoreException failure = await OpenFailsAsync();
        Assert.That(failure.Failure, Is.EqualTo(StompStoreFailure.ReadOnly));
        Assert.That(failure.Message, Does.StartWith($"{Folder.Path} may not be written"));
    }

    [Test]
    public async Task A_file_that_may_not_be_written_is_named()
    {
        await (await OpenAsync()).DisposeAsync();
        using (MakeReadOnly(Folder.Database))
        {
            StompStoreException failure = await OpenFailsAsync();
            Assert.That(failure.Failure, Is.EqualTo(StompStoreFailure.ReadOnly));
            Assert.That(failure.Message, Does.StartWith($"{Folder.Database} may not be written"));
        }

        await (await OpenAsync()).DisposeAsync();
    }

    [Test]
    public async Task The_process_that_has_it_open_is_named()
    {
        await using (await OpenAsync())
        {
            StompStoreException failure = await OpenFailsAsync();
            Assert.That(failure.Failure, Is.EqualTo(StompStoreFailure.Locked));
            string process = string.Create(CultureInfo.InvariantCulture, $"{Folder.Path} is in use by process {Environment.ProcessId} on ");
            Assert.That(failure.Message, Does.StartWith(process));
        }

        await (await OpenAsync()).DisposeAsync();
    }

    [Test]
    public async Task What_a_process_that_was_killed_left_behind_does_not_lock_it()
    {
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "stomp.lock"), "");
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "stomp.owner"), "process 1 on another");
        await (await OpenAsync()).DisposeAsync();
    }

    [TestCase("no database at all, but a text that somebody has put there instead")]
    [TestCase("CREATE TABLE other(a)")]
    [TestCase("PRAGMA application_id = 77")]
    [TestCase("PRAGMA user_version = 1")]
    public async Task What_is_something_else_is_refused_and_left_as_it_is(string content)
    {
        if (content[0] == 'n')
        {
            await File.WriteAllTextAsync(Folder.Database, content);
        }
        else
        {
            Query(content);
        }

        byte[] before = await File.ReadAllBytesAsync(Folder.Database);
        StompStoreException failure = await OpenFailsAsync();
        Assert.That(failure.Failure, Is.EqualTo(StompStoreFailure.Foreign));
        Assert.That(failure.IsTransient, Is.False);
        Assert.That(failure.Message, Does.Contain(Folder.Database).And.Contain("move it away"));
        Assert.That(await File.ReadAllBytesAsync(Folder.Database), Is.EqualTo(before));
    }

    [Test]
    public async Task An_empty_file_becomes_a_store()
    {
        await File.WriteAllTextAsync(Folder.Database, "");
        await (await OpenAsync()).DisposeAsync();
    }

    [Test]
    public async Task A_store_of_a_later_version_is_refused()
    {
        await (await OpenAsync()).DisposeAsync();
        Query("PRAGMA user_version = 2");
        StompStoreException failure = await OpenFailsAsync();
        Assert.That(failure.Failure, Is.EqualTo(StompStoreFailure.NewerVersion));
        Assert.That(failure.Message, Does.Contain("has layout 2").And.Contain("knows 1"));
    }

    [Test]
    public async Task A_store_without_one_of_its_indexes_is_damaged()
    {
        await (await OpenAsync()).DisposeAsync();
        Query("DROP INDEX message_due");
        Assert.That((await OpenFailsAsync()).Failure, Is.EqualTo(StompStoreFailure.Corrupted));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Damage_is_said_at_the_opening_when_all_is_checked_and_else_where_it_is_read(bool checks)
    {
        await using (SqliteMessageStore store = await OpenAsync())
        {
            await CreateQueueAsync(store);
            await store.CommitAsync(Messages(1, 1000, 500));
            await store.CloseAsync(CancellationToken.None);
        }

        int messagePages = Convert.ToInt32(Query("SELECT rootpage FROM sqlite_master WHERE name = 'message'"), CultureInfo.InvariantCulture);
        await using (FileStream file = File.OpenWrite(Folder.Database))
        {
            file.Position = (messagePages - 1) * 8192;
            file.Write(new byte[4096]);
        }

        StompStoreException? failure = null;
        if (checks)
        {
            failure = await OpenFailsAsync(options => options.CheckIntegrity = true);
        }
        else
        {
            failure = await OpenFailsAsync();
        }

        Assert.That(failure.Failure, Is.EqualTo(StompStoreFailure.Corrupted));
        Assert.That(failure.Message, Does.Contain($"{Folder.Database} is damaged: restore a backup"));
    }

    [Test]
    public async Task A_file_that_was_cut_is_damaged()
    {
        await using (SqliteMessageStore store = await OpenAsync())
        {
            await CreateQueueAsync(store);
            await store.CommitAsync(Messages(1, 1000, 500));
            await store.CloseAsync(CancellationToken.None);
        }

        using (FileStream file = File.OpenWrite(Folder.Database))
        {
            file.SetLength(file.Length / 2);
        }

        Assert.That((await OpenFailsAsync()).Failure, Is.EqualTo(StompStoreFailure.Corrupted));
    }

    [Test]
    public void It_is_registered_with_a_broker_and_its_options_are_checked()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddStompBroker().UseSqliteStore(options => options.Directory = Folder.Path);
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<IStompMessageStore>(), Is.TypeOf<SqliteMessageStore>());

        var wrong = new ServiceCollection();
        wrong.AddStompBroker().UseSqliteStore(static _ => { });
        using ServiceProvider other = wrong.BuildServiceProvider();
        Assert.That(
            () => other.GetRequiredService<IOptions<StompSqliteOptions>>().Value,
            Throws.TypeOf<OptionsValidationException>().With.Message.Contains("set Directory"));
        var options = new StompSqliteOptions();
        Assert.That(() => options.CacheBytes = 1, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.MaxBytes = 1, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.MinFreeBytes = -1, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.ReadConnections = 0, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.Synchronous = (SqliteSynchronous)7, Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
