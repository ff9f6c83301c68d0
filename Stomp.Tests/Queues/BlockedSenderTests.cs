using NUnit.Framework;
using Stomp.Broker.Policies;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Queues;

/// <summary>Where a queue is to block, who sends to it when it is full is not read from until it has place.</summary>
public sealed class BlockedSenderTests : BrokerFixture
{
    private const string Queue = "/queue/a";

    [SetUp]
    public void StartWithPolicy() =>
        Start(options => options.Policies.Add(new StompDestinationPolicy { Destination = Queue, MaxMessages = 2, Overflow = StompOverflow.Block }));

    [Test]
    public async Task It_goes_on_as_soon_as_there_is_place()
    {
        WireClient sender = await Broker.ConnectAsync();
        WireClient consumer = await Broker.ConnectAsync();
        await sender.SendAsync(
            Wire.Send(Queue, "1", "receipt:1\n") + Wire.Send(Queue, "2", "receipt:2\n") + Wire.Send(Queue, "3", "receipt:3\n")
            + Wire.Send(Queue, "4", "receipt:4\n") + Wire.Send("/queue/b", "b", "receipt:b\n"));
        Assert.That((await sender.ReadManyAsync(2)).Select(frame => frame.ToString()), Is.EqualTo(["RECEIPT 1", "RECEIPT 2"]));
        await consumer.SendAsync(Wire.Subscribe("b", "/queue/b") + Wire.Subscribe("1", Queue, "client-individual", "prefetch-count:1\n"));
        WireFrame message = (await consumer.ExpectAsync("MESSAGE 1 1")).Single();
        Assert.That(sender.Unread, Is.Zero);

        await consumer.SendAsync(Wire.Ack(message));
        Assert.That($"{await sender.ReadAsync()}", Is.EqualTo("RECEIPT 3"));
        message = await consumer.ReadAsync();
        Assert.That($"{message}", Is.EqualTo("MESSAGE 1 2"));
        Assert.That(sender.Unread, Is.Zero);

        await consumer.SendAsync(Wire.Ack(message) + Wire.Subscribe("2", Queue));
        Assert.That((await sender.ReadManyAsync(2)).Select(frame => frame.ToString()), Is.EqualTo(["RECEIPT 4", "RECEIPT b"]));
        Assert.That((await consumer.ReadManyAsync(3)).Select(frame => frame.Body), Is.EquivalentTo(["3", "4", "b"]));
        (Broker.QueuesLeft, Broker.MessagesLeft) = (1, 1);
    }

    [Test]
    public async Task Senders_to_other_destinations_go_on()
    {
        WireClient sender = await Broker.ConnectAsync();
        WireClient other = await Broker.ConnectAsync();
        await sender.SendAsync(Wire.SendMany(Queue, 1, 2, "receipt:r\n") + Wire.Send("/queue/b", "late"));
        await sender.ReadManyAsync(2);
        await other.SendAsync(Wire.Subscribe("1", "/queue/b") + Wire.SendMany("/queue/b", 1, 3));
        await other.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 2", "MESSAGE 1 3");
        await other.SendAsync(Wire.Subscribe("2", Queue));
        Assert.That((await other.ReadManyAsync(3)).Select(frame => frame.Body), Is.EquivalentTo(["1", "2", "late"]));
    }

    [Test]
    public async Task A_transaction_is_applied_and_then_its_session_waits()
    {
        WireClient sender = await Broker.ConnectAsync();
        await sender.SendAsync(
            Wire.Begin("t") + Wire.SendMany(Queue, 1, 3, "transaction:t\n") + Wire.Commit("t", "receipt:t\n") + Wire.Send("/queue/b", "late", "receipt:late\n"));
        Assert.That($"{await sender.ReadAsync()}", Is.EqualTo("RECEIPT t"));
        WireClient consumer = await Broker.ConnectAsync();
        await consumer.DoAsync(Wire.Subscribe("b", "/queue/b"));
        Assert.That(sender.Unread, Is.Zero);
        await consumer.SendAsync(Wire.Subscribe("1", Queue));
        Assert.That($"{await sender.ReadAsync()}", Is.EqualTo("RECEIPT late"));
        Assert.That(await consumer.ReadManyAsync(4), Has.Count.EqualTo(4));
    }

    [Test]
    public async Task It_still_beats_and_may_be_silent()
    {
        WireClient sender = await Broker.ConnectAsync("1.2", "heart-beat:1000,1000\n");
        await sender.SendAsync(Wire.SendMany(Queue, 1, 2, "receipt:r\n"));
        await sender.ReadManyAsync(2);
        for (int i = 0; i < 3; i++)
        {
            Time.Advance(1000);
            Assert.That(await sender.ReadAsync(), Is.SameAs(WireFrame.Beat));
            await sender.SendAsync("\n");
        }

        WireClient consumer = await Broker.ConnectAsync();
        await consumer.SendAsync(Wire.Subscribe("1", Queue));
        await consumer.ReadManyAsync(2);
    }

    [Test]
    public async Task It_ends_when_its_client_goes()
    {
        WireClient sender = await Broker.ConnectAsync();
        await sender.SendAsync(Wire.SendMany(Queue, 1, 2, "receipt:r\n"));
        await sender.ReadManyAsync(2);
        Task vanishing = sender.VanishAsync();
        Assert.That(SpinWait.SpinUntil(() => AdvanceUntil(vanishing), Patience), Is.True);
        await vanishing;
        (Broker.QueuesLeft, Broker.MessagesLeft) = (1, 2);
    }

    [Test]
    public async Task It_ends_when_the_broker_stops()
    {
        WireClient sender = await Broker.ConnectAsync();
        await sender.SendAsync(Wire.SendMany(Queue, 1, 2, "receipt:r\n"));
        await sender.ReadManyAsync(2);
        Task stopping = Broker.Engine.StopAsync(CancellationToken.None);
        await sender.ExpectErrorAsync("the broker is shutting down");
        await stopping.WaitAsync(Patience);
        (Broker.QueuesLeft, Broker.MessagesLeft) = (1, 2);
    }

    [Test]
    public async Task The_application_waits_for_what_it_published()
    {
        await Broker.Engine.Publisher.PublishAsync(Queue, "1");
        ValueTask publishing = Broker.Engine.Publisher.PublishAsync(Queue, "2");
        Assert.That(publishing.IsCompleted, Is.False);
        WireClient consumer = await Broker.ConnectAsync();
        await consumer.SendAsync(Wire.Subscribe("1", Queue));
        await publishing.AsTask().WaitAsync(Patience);
        await consumer.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 2");
    }

    private bool AdvanceUntil(Task task)
    {
        Time.Advance(1000);
        return task.IsCompleted;
    }
}
