using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Queues;

/// <summary>How many messages, and octets of them, a consumer may have un-acknowledged; and who comes before whom.</summary>
public sealed class ConsumerCreditTests : BrokerFixture
{
    private const string Queue = "/queue/a";

    private static readonly string Large = new('x', 1000);

    [TestCase("prefetch-count:2\n")] // RabbitMQ
    [TestCase("activemq.prefetchSize:2\n")]
    [TestCase("credit:2\n")] // Apollo
    [TestCase("credit:2,1000000\n")]
    public async Task Credit_is_a_number_of_messages(string headers)
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.SendMany(Queue, 1, 4) + Wire.Subscribe("1", Queue, "client-individual", headers));
        List<WireFrame> frames = await client.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 2");
        await client.SendAsync(Wire.Ack(frames[0]));
        await client.ExpectAsync("MESSAGE 1 3");
        (Broker.QueuesLeft, Broker.MessagesLeft) = (1, 3);
    }

    [TestCase("credit:100,2500\n")]
    [TestCase("consumer-window-size:2500\n")] // Artemis
    public async Task And_one_of_octets(string headers)
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(string.Concat(Enumerable.Repeat(Wire.Send(Queue, Large), 4)) + Wire.Subscribe("1", Queue, "client-individual", headers));
        List<WireFrame> frames = await client.TakeAsync();
        Assert.That(frames, Has.Count.EqualTo(2));
        await client.SendAsync(Wire.Ack(frames[1]));
        Assert.That(await client.TakeAsync(), Has.Count.EqualTo(1));
        (Broker.QueuesLeft, Broker.MessagesLeft) = (1, 3);
    }

    [Test]
    public async Task One_message_is_never_too_large()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send(Queue, Large) + Wire.Send(Queue, "2") + Wire.Subscribe("1", Queue, "client", "credit:10,100\n"));
        List<WireFrame> frames = await client.ExpectAsync($"MESSAGE 1 {Large}");
        await client.SendAsync(Wire.Ack(frames[0]));
        await client.ExpectAsync("MESSAGE 1 2");
        (Broker.QueuesLeft, Broker.MessagesLeft) = (1, 1);
    }

    [Test]
    public async Task Who_has_no_octets_left_for_the_next_gets_the_one_after_it()
    {
        WireClient one = await Broker.ConnectAsync();
        WireClient two = await Broker.ConnectAsync();
        await one.SendAsync(Wire.Subscribe("1", Queue, "client", "credit:10,500\n") + Wire.Send(Queue, "a"));
        await one.ExpectAsync("MESSAGE 1 a");
        await one.SendAsync(Wire.Send(Queue, Large) + Wire.Send(Queue, "b"));
        await one.ExpectAsync();
        await two.SendAsync(Wire.Subscribe("2", Queue, "client", "prefetch-count:1\n"));
        await two.ExpectAsync($"MESSAGE 2 {Large}");
        await one.ExpectAsync("MESSAGE 1 b");
        (Broker.QueuesLeft, Broker.MessagesLeft) = (1, 3);
    }

    [Test]
    public async Task Octets_taken_in_a_transaction_count_again_when_it_is_aborted()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.SendMany(Queue, 1, 1) + Wire.Subscribe("1", Queue, "client", "credit:10,100\n"));
        WireFrame message = (await client.TakeAsync()).Single();
        await client.DoAsync(Wire.Begin("t"), Wire.Ack(message, "transaction:t\n"), Wire.Abort("t"));
        await client.SendAsync(Wire.Send(Queue, "2"));
        await client.ExpectAsync();
        await client.SendAsync(Wire.Ack(message));
        await client.ExpectAsync("MESSAGE 1 2");
        (Broker.QueuesLeft, Broker.MessagesLeft) = (1, 1);
    }

    [TestCase("x-priority:5\n")] // RabbitMQ
    [TestCase("activemq.priority:5\n")]
    public async Task Consumers_of_higher_priority_come_first_as_long_as_they_have_credit(string headers)
    {
        WireClient low = await Broker.ConnectAsync();
        WireClient high = await Broker.ConnectAsync();
        await low.DoAsync(Wire.Subscribe("low", Queue));
        await high.DoAsync(
            Wire.Subscribe("h1", Queue, "client", headers + "prefetch-count:2\n"), Wire.Subscribe("h2", Queue, "client", headers + "prefetch-count:2\n"));
        await low.SendAsync(Wire.SendMany(Queue, 1, 6));
        await low.ExpectAsync("MESSAGE low 5", "MESSAGE low 6");
        List<WireFrame> frames = await high.ExpectAsync("MESSAGE h1 1", "MESSAGE h2 2", "MESSAGE h1 3", "MESSAGE h2 4");
        await high.DoAsync(Wire.Ack(frames[3]));
        await low.SendAsync(Wire.Send(Queue, "7"));
        await high.ExpectAsync("MESSAGE h2 7");
        await high.VanishAsync();
        Assert.That(await low.ReadManyAsync(3), Has.Count.EqualTo(3));
    }

    [Test]
    public async Task A_priority_that_is_no_number_is_refused()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Subscribe("1", Queue, "auto", "x-priority:high\n"));
        await client.ExpectErrorAsync("the header 'x-priority' must be a number");
    }
}
