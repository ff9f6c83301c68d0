using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using NUnit.Framework;
using Stomp.Broker.Messages;
using Stomp.Broker.Storage;
using Stomp.Tests.EndToEnd;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Storage;

/// <summary>A writer over a store that does as it is told, for each test. All references to messages must have gone at its end.</summary>
public abstract class StoreWriterFixture : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _told = new();
    private MessageEncoder _encoder = null!;

    private protected const int MaxPendingBytes = 10_000;

    private protected ManualTime Time { get; private set; } = null!;

    private protected CapturingLogger Log { get; private set; } = null!;

    private protected ScriptedStore Store { get; private set; } = null!;

    private protected StoreWriter Writer { get; private set; } = null!;

    private protected Recorder Teller { get; private set; } = null!;

    /// <summary>What owners and waiters were told, in its order.</summary>
    protected IReadOnlyList<string> Told => [.. _told];

    [SetUp]
    public async Task StartAsync()
    {
        _told.Clear();
        _encoder = new MessageEncoder(new MessagePool());
        Time = new ManualTime();
        Log = new CapturingLogger();
        Store = new ScriptedStore();
        await Store.OpenAsync(null, CancellationToken.None);
        Writer = StoreWriter.Start(Store, MaxPendingBytes, Time, Log);
        Teller = new Recorder(_told);
        Writer.CreateQueue(1, 0, "a"u8.ToArray(), default);
        await Writer.FlushAsync();
    }

    [TearDown]
    public async Task TearDownAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        await Store.DisposeAsync();
        Assert.That(Time.TimerCount, Is.Zero, "timers left");
#if DEBUG
        Assert.That(_encoder.Pool.Outstanding, Is.Zero, "messages left");
#endif
        GC.SuppressFinalize(this);
    }

    private protected static StompStoreException Full() => new(StompStoreFailure.Full, "There is no space left.");

    /// <summary>Makes a message, whose reference is the caller's.</summary>
    private protected Message Encode(string body = "m") => _encoder.Encode("/queue/a"u8, null, [], Encoding.UTF8.GetBytes(body));

    private protected long Add(long position, string body = "m", int deliveries = 0)
    {
        Message message = Encode(body);
        long ticket = Writer.Add(new StoredMessageInfo(1, position, 4, DeliveryCount: deliveries), message, Teller);
        message.Release();
        return ticket;
    }

    private protected void AddTo(StoreUnit unit, long position)
    {
        Message message = Encode();
        unit.Add(new StoredMessageInfo(1, position, 4), message);
        message.Release();
    }

    private protected long SetValue(string key)
    {
        Message message = Encode();
        long ticket = Writer.SetValue(Encoding.UTF8.GetBytes(key), message, Teller);
        message.Release();
        return ticket;
    }

    /// <summary>Waits for a ticket that is not done yet.</summary>
    private protected void Wait(long ticket) => Assert.That(Writer.TryWait(ticket, Teller, out _));

    /// <summary>Adds a message whose commit waits until <see cref="ScriptedStore.Release"/>, so that what follows gathers.</summary>
    private protected async Task HoldWithAsync(long position)
    {
        Store.Hold();
        int entered = Store.Entered;
        Add(position);
        await Eventually.HoldsAsync(() => Store.Entered > entered, "a commit begins");
    }

    /// <summary>Lets the commit go that is held, and waits for it and the one after it.</summary>
    private protected async Task ReleaseAsync()
    {
        Task done = Writer.FlushAsync();
        Store.Release();
        try
        {
            await done;
        }
        catch (StompStoreException exception) when (Store.Failure is not null)
        {
            Assert.That(exception, Is.SameAs(Store.Failure));
        }
    }

    /// <summary>Owner of all, and waiter for all.</summary>
    private protected sealed class Recorder(ConcurrentQueue<string> told) : IStoreOwner, IStoreUnitOwner, IStoreWaiter
    {
        public void OnAddFailed(long queue, long position, StompStoreException failure) => Note($"lost {queue}/{position}", failure);

        public void OnSetFailed(ReadOnlyMemory<byte> key, StompStoreException failure) => Note($"lost {MemoryStorage.ToText(key)}", failure);

        public void OnUnitFailed(StoreUnit unit, StompStoreException failure) =>
            Note($"lost unit of {unit.Operations.Length.ToString(CultureInfo.InvariantCulture)}", failure);

        public void OnStored(long ticket, StompStoreException? failure) => Note($"stored {ticket.ToString(CultureInfo.InvariantCulture)}", failure);

        private void Note(string what, StompStoreException? failure) => told.Enqueue(failure is null ? what : $"{what}: {failure.Failure}");
    }
}
