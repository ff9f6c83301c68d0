using System.Text;
using NUnit.Framework;
using Stomp.Broker.Storage;

namespace Stomp.Tests.Storage;

/// <summary>A store for each test, over storage that outlives it.</summary>
public abstract class MessageStoreFixture : IAsyncDisposable
{
    protected static readonly StoreReadLimit NoLimit = new(int.MaxValue, long.MaxValue);

    protected IStompMessageStore Store { get; private set; } = null!;

    /// <summary>What was there at the last opening.</summary>
    protected StompStoreContents Contents { get; private set; } = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        Store = CreateStore();
        Contents = await Store.OpenAsync(progress: null, CancellationToken.None);
    }

    [TearDown]
    public async Task TearDownAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        RemoveStorage();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes a store over the test's storage, each time the same.</summary>
    protected abstract IStompMessageStore CreateStore();

    protected virtual void RemoveStorage()
    {
    }

    protected async Task ReopenAsync(bool cleanly)
    {
        if (cleanly)
        {
            await Store.CloseAsync(CancellationToken.None);
        }

        await Store.DisposeAsync();
        await OpenAsync();
    }

    protected async Task CommitAsync(params Action<StoreBatch>[] operations)
    {
        var batch = new StoreBatch();
        foreach (Action<StoreBatch> add in operations)
        {
            add(batch);
        }

        await Store.CommitAsync(batch);
    }

    protected async Task<StompStoreException> CommitFailsAsync(params Action<StoreBatch>[] operations)
    {
        StompStoreException? failure = null;
        try
        {
            await CommitAsync(operations);
        }
        catch (StompStoreException exception)
        {
            failure = exception;
        }

        Assert.That(failure, Is.Not.Null, "the commit was taken");
        return failure!;
    }

    protected async Task<StoredMessageList> ReadAsync(long queue, int priority = 4, long from = 1)
    {
        var messages = new StoredMessageList();
        bool more = await Store.ReadAsync(queue, priority, from, NoLimit, messages, CancellationToken.None);
        Assert.That(more, Is.False);
        return messages;
    }

    /// <summary>The messages of a queue, as <c>position:text</c>.</summary>
    protected async Task<string[]> ReadTextsAsync(long queue, int priority = 4) =>
        [.. (await ReadAsync(queue, priority)).Select(message => $"{message.Position}:{message.Text}")];

    protected async Task<StoredValueList> ReadValuesAsync(string prefix)
    {
        var values = new StoredValueList();
        await Store.ReadValuesAsync(Octets(prefix), values, CancellationToken.None);
        return values;
    }

    protected static byte[] Octets(string text) => Encoding.Latin1.GetBytes(text);

    protected static Action<StoreBatch> Queue(long id, string name = "/queue/a", int kind = 1, string definition = "") =>
        batch => batch.CreateQueue(id, kind, Octets(name), Octets(definition));

    protected static Action<StoreBatch> Message(
        long queue, long position, string text = "m", int priority = 4, long expires = 0, long due = 0, int deliveries = 0) =>
        batch => batch.Add(new StoredMessageInfo(queue, position, priority, expires, due, deliveries), Octets(text));

    protected static Action<StoreBatch> Removal(long queue, long position) => batch => batch.Remove(queue, position);

    protected static Action<StoreBatch> Update(long queue, long position, int deliveries, long due = 0) =>
        batch => batch.Update(queue, position, deliveries, due);
}
