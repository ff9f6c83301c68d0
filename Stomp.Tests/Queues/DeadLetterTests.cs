using NUnit.Framework;
using Stomp.Broker.Policies;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Queues;

/// <summary>What becomes of messages that are refused for good, or too often: they go where the policy says, and tell why.</summary>
public sealed class DeadLetterTests : BrokerFixture
{
    private const string Queue = "/queue/a";
    private const string Dead = "/queue/dead";

    [TestCase("action:dead-letter\n")]
    [TestCase("requeue:false\n")] // RabbitMQ
    public async Task A_message_refused_for_good_goes_to_the_dead_letters_with_its_story(string headers)
    {
        Start(options => options.Policies.Add(new StompDestinationPolicy { Destination = Queue, DeadLetter = Dead }));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send(Queue, "m", "k:v\\c\nexpiration:60000\n") + Wire.Subscribe("1", Queue, "client-individual"));
        WireFrame message = (await client.TakeAsync()).Single();
        await client.DoAsync(Wire.Nack(message, headers + "reason:it is\\cwrong\n"), Wire.Unsubscribe("1"));
        await client.SendAsync(Wire.Subscribe("2", Dead));
        WireFrame dead = (await client.ExpectAsync("MESSAGE 2 m")).Single();
        Assert.Multiple(() =>
        {
            Assert.That(dead["destination"], Is.EqualTo(Dead));
            Assert.That(dead["original-destination"], Is.EqualTo(Queue));
            Assert.That(dead["x-death-reason"], Is.EqualTo("rejected"));
            Assert.That(dead["x-death-queue"], Is.EqualTo(Queue));
            Assert.That(dead["x-death-time"], Is.EqualTo($"{Time.GetUtcNow().ToUnixTimeMilliseconds()}"));
            Assert.That(dead["x-death-count"], Is.EqualTo("1"));
            Assert.That(dead["x-death-text"], Is.EqualTo("it is\\cwrong"));
            Assert.That(dead["x-first-death-reason"], Is.EqualTo("rejected"));
            Assert.That(dead["x-first-death-queue"], Is.EqualTo(Queue));
            Assert.That(dead["k"], Is.EqualTo("v\\c"));
            Assert.That(dead["message-id"], Is.EqualTo(message["message-id"]));
            Assert.That(dead.Headers, Has.None.StartsWith("expir"), "its time does not count there");
        });
    }

    [Test]
    public async Task A_message_refused_for_good_is_gone_where_there_are_no_dead_letters()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send(Queue, "m") + Wire.Subscribe("1", Queue, "client"));
        await client.DoAsync(Wire.Nack((await client.TakeAsync()).Single(), "action:dead-letter\n"), Wire.Unsubscribe("1"));
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task A_message_that_is_to_be_discarded_does_not_go_there()
    {
        Start(options => options.Policies.Add(new StompDestinationPolicy { Destination = Queue, DeadLetter = Dead }));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send(Queue, "m") + Wire.Subscribe("1", Queue, "client"));
        await client.DoAsync(Wire.Nack((await client.TakeAsync()).Single(), "action:discard\n"), Wire.Unsubscribe("1"));
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task Dead_letters_can_go_to_a_topic()
    {
        Start(options => options.Policies.Add(new StompDestinationPolicy { Destination = Queue, DeadLetter = "/topic/dead" }));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Subscribe("t", "/topic/dead") + Wire.Send(Queue, "m") + Wire.Subscribe("1", Queue, "client"));
        await client.SendAsync(Wire.Nack((await client.TakeAsync()).Single(), "action:dead-letter\n"));
        await client.ExpectAsync("MESSAGE t m");
    }

    [Test]
    public async Task Their_order_is_that_of_the_queue()
    {
        Start(options => options.Policies.Add(new StompDestinationPolicy { Destination = Queue, DeadLetter = Dead, MaxDeliveries = 1 }));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.SendMany(Queue, 1, 5) + Wire.Subscribe("1", Queue, "client"));
        await client.TakeAsync();
        await client.DoAsync(Wire.Unsubscribe("1"));
        await client.SendAsync(Wire.Subscribe("2", Dead));
        await client.ExpectAsync([.. Enumerable.Range(1, 5).Select(number => $"MESSAGE 2 {number}")]);
    }

    [Test]
    public async Task A_second_death_is_counted_and_the_first_is_remembered()
    {
        Start(options => options.Policies
            .Add(new StompDestinationPolicy { Destination = Queue, DeadLetter = Dead })
            .Add(new StompDestinationPolicy { Destination = Dead, DeadLetter = "/queue/deader", MaxDeliveries = 1 }));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send(Queue, "m") + Wire.Subscribe("1", Queue, "client"));
        await client.SendAsync(Wire.Nack((await client.TakeAsync()).Single(), "action:dead-letter\nreason:first\n") + Wire.Subscribe("2", Dead, "client"));
        await client.SendAsync(Wire.Nack((await client.TakeAsync()).Single()) + Wire.Subscribe("3", "/queue/deader"));
        WireFrame dead = (await client.ExpectAsync("MESSAGE 3 m")).Single();
        Assert.That(dead["x-death-count"], Is.EqualTo("2"));
        Assert.That(dead["x-death-reason"], Is.EqualTo("delivery-limit"));
        Assert.That(dead["x-death-queue"], Is.EqualTo(Dead));
        Assert.That(dead["x-death-text"], Is.Null);
        Assert.That(dead["x-first-death-queue"], Is.EqualTo(Queue));
        Assert.That(dead["x-first-death-reason"], Is.EqualTo("rejected"));
        Assert.That(dead.Headers.Count(line => line.StartsWith("x-death-", StringComparison.Ordinal)), Is.EqualTo(4), "each once");
    }

    [TestCase(Queue)]
    [TestCase("/queue/b")]
    public async Task What_expires_does_not_go_in_a_circle(string dead)
    {
        Start(options => options.Policies
            .Add(new StompDestinationPolicy { Destination = Queue, DeadLetter = dead, TimeToLive = TimeSpan.FromSeconds(1) })
            .Add(new StompDestinationPolicy { Destination = "/queue/b", DeadLetter = Queue, TimeToLive = TimeSpan.FromSeconds(1) }));
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Send(Queue, "m"));
        Time.Advance(10_000);
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
        Broker.AssertLogged(300, "it has been there before, for the same reason");
    }

    [Test]
    public async Task What_a_full_queue_drops_does_not_go_in_a_circle()
    {
        Start(options => options.Policies
            .Add(new StompDestinationPolicy { Destination = Queue, DeadLetter = "/queue/b", MaxMessages = 1, Overflow = StompOverflow.DropHead })
            .Add(new StompDestinationPolicy { Destination = "/queue/b", DeadLetter = Queue, MaxMessages = 1, Overflow = StompOverflow.DropHead }));
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.SendMany(Queue, 1, 100));
        await client.SendAsync(Wire.Subscribe("1", Queue) + Wire.Subscribe("2", "/queue/b"));
        Assert.That(await client.TakeAsync(), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task One_that_the_dead_letters_have_no_place_for_is_dropped_and_logged()
    {
        Start(options => options.Policies
            .Add(new StompDestinationPolicy { Destination = Queue, DeadLetter = Dead, MaxDeliveries = 1 })
            .Add(new StompDestinationPolicy { Destination = Dead, MaxMessages = 1 }));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.SendMany(Queue, 1, 3) + Wire.Subscribe("1", Queue, "client"));
        await client.TakeAsync();
        await client.DoAsync(Wire.Unsubscribe("1"));
        Broker.AssertLogged(300, "is lost (delivery-limit): it cannot go to /queue/dead: the queue /queue/dead is full");
        await client.SendAsync(Wire.Subscribe("2", Dead));
        await client.ExpectAsync("MESSAGE 2 1");
    }

    [Test]
    public async Task One_that_names_nothing_there_is_is_dropped_and_logged()
    {
        Start(options => options.Policies.Add(new StompDestinationPolicy { Destination = Queue, DeadLetter = "/nowhere/x", MaxDeliveries = 1 }));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send(Queue, "m") + Wire.Subscribe("1", Queue, "client"));
        await client.SendAsync(Wire.Nack((await client.TakeAsync()).Single()));
        await client.ExpectAsync();
        Broker.AssertLogged(300, "the destination is unknown");
    }
}
