using NUnit.Framework;
using Stomp.Broker.Policies;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Queues;

/// <summary>What becomes of messages for a queue that holds as much as its policy allows.</summary>
public sealed class OverflowTests : BrokerFixture
{
    private const string Queue = "/queue/a";
    private const string Dead = "/queue/dead";

    [Test]
    public async Task Reject_names_the_limit_in_messages()
    {
        Start(options => options.Policies.Add(new StompDestinationPolicy { Destination = Queue, MaxMessages = 2 }));
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.SendMany(Queue, 1, 2));
        await client.SendAsync(Wire.Send(Queue, "3", "receipt:r\n"));
        WireFrame error = await client.ExpectErrorAsync("the queue /queue/a is full; the limit of its policy is 2 messages (MaxMessages)");
        Assert.That(error["receipt-id"], Is.EqualTo("r"));
        (Broker.QueuesLeft, Broker.MessagesLeft) = (1, 2);
    }

    [Test]
    public async Task Reject_names_the_limit_in_octets()
    {
        Start(options => options.Policies.Add(new StompDestinationPolicy { Destination = Queue, MaxBytes = 500 }));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send(Queue, new string('x', 600)));
        await client.ExpectErrorAsync("the queue /queue/a is full; the limit of its policy is 500 octets of messages (MaxBytes)");
    }

    [Test]
    public async Task Those_un_acknowledged_count_too()
    {
        Start(options => options.Policies.Add(new StompDestinationPolicy { Destination = Queue, MaxMessages = 2 }));
        WireClient client = await Broker.ConnectAsync();
        WireClient other = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Subscribe("1", Queue, "client") + Wire.SendMany(Queue, 1, 2));
        List<WireFrame> frames = await client.TakeAsync();
        await other.SendAsync(Wire.Send(Queue, "3"));
        await other.ExpectErrorAsync("full");
        await client.SendAsync(Wire.Ack(frames[1]) + Wire.Send(Queue, "4"));
        await client.DoAsync(Wire.Ack((await client.TakeAsync()).Single()));
    }

    [Test]
    public async Task DropHead_gives_up_the_oldest_of_the_lowest_priority()
    {
        Start(options => options.Policies.Add(
            new StompDestinationPolicy { Destination = Queue, MaxMessages = 3, Overflow = StompOverflow.DropHead, DeadLetter = Dead }));
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(
            Wire.Send(Queue, "high", "priority:9\n"), Wire.SendMany(Queue, 1, 3), Wire.Send(Queue, "low", "priority:0\n"), Wire.Send(Queue, "4"));
        await client.SendAsync(Wire.Subscribe("1", Queue) + Wire.Subscribe("d", Dead));
        List<WireFrame> frames = await client.ExpectAsync(
            "MESSAGE 1 high", "MESSAGE 1 3", "MESSAGE 1 4", "MESSAGE d 1", "MESSAGE d 2", "MESSAGE d low");
        Assert.That(frames[^1]["x-death-reason"], Is.EqualTo("maxlen"));
    }

    [Test]
    public async Task DropHead_holds_for_octets_and_in_transactions()
    {
        Start(options => options.Policies.Add(new StompDestinationPolicy { Destination = Queue, MaxBytes = 1200, Overflow = StompOverflow.DropHead }));
        WireClient client = await Broker.ConnectAsync();
        string padding = new('x', 400);
        await client.DoAsync(
            Wire.Send(Queue, $"1{padding}"),
            Wire.Begin("t"),
            string.Concat(Enumerable.Range(2, 4).Select(number => Wire.Send(Queue, $"{number}{padding}", "transaction:t\n"))),
            Wire.Commit("t"));
        await client.SendAsync(Wire.Subscribe("1", Queue));
        await client.ExpectAsync($"MESSAGE 1 4{padding}", $"MESSAGE 1 5{padding}");
        await client.SendAsync(Wire.Send(Queue, new string('x', 1600)));
        await client.ExpectErrorAsync("full");
    }

    [Test]
    public async Task What_consumers_take_at_once_is_not_dropped()
    {
        Start(options => options.Policies.Add(new StompDestinationPolicy { Destination = Queue, MaxMessages = 1, Overflow = StompOverflow.DropHead }));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Subscribe("1", Queue) + Wire.SendMany(Queue, 1, 50));
        Assert.That(await client.TakeAsync(), Has.Count.EqualTo(50));
    }
}
