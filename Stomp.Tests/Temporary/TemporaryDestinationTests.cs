using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Temporary;

/// <summary>Queues and topics that belong to one connection.</summary>
[TestFixture("1.0")]
[TestFixture("1.1")]
[TestFixture("1.2")]
public sealed class TemporaryDestinationTests(string version) : BrokerFixture
{
    [Test]
    public async Task A_queue_keeps_messages_until_its_session_subscribes()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.SendMany("/temp-queue/x", 1, 3));
        await client.SendAsync(Wire.Subscribe("1", "/temp-queue/x"));
        List<WireFrame> messages = await client.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 2", "MESSAGE 1 3");
        Assert.That(messages.Select(static message => message["destination"]), Is.All.EqualTo("/temp-queue/x"));
        Assert.That(Broker.Engine.QueueCount, Is.Zero, "it is none of the queues that all share");
    }

    [Test]
    public async Task A_queue_is_acknowledged_as_others_are()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Subscribe("1", "/temp-queue/x", "client", "prefetch-count:2\n") + Wire.SendMany("/temp-queue/x", 1, 3));
        List<WireFrame> messages = await client.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 2");
        await client.SendAsync(Wire.Ack(messages[1]));
        WireFrame message = (await client.ExpectAsync("MESSAGE 1 3"))[0];
        await client.DoAsync(Wire.Unsubscribe("1"));
        await client.SendAsync(Wire.Subscribe("2", "/temp-queue/x"));
        message = (await client.ExpectAsync("MESSAGE 2 3 (redelivered)"))[0];
        Assert.That(message["delivery-count"], Is.EqualTo("2"));
    }

    [Test]
    public async Task A_queue_goes_with_its_session_and_its_messages_with_it()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Subscribe("1", "/temp-queue/x", "client") + Wire.SendMany("/temp-queue/x", 1, 3) + Wire.SendMany("/temp-queue/y", 1, 3));
        List<WireFrame> messages = await client.TakeAsync();
        await client.DoAsync(Wire.Begin("t"), Wire.Ack(messages[0], "transaction:t\n"), Wire.Send("/temp-queue/x", "4", "transaction:t\n"));
        await client.DisposeAsync();
        WireClient other = await Broker.ConnectAsync(version);
        await other.SendAsync(Wire.Subscribe("1", "/temp-queue/x") + Wire.Subscribe("2", "/temp-queue/y"));
        await other.ExpectAsync();
    }

    [Test]
    public async Task A_topic_gives_each_message_to_all_subscriptions_of_its_session_and_keeps_none()
    {
        WireClient server = await Broker.ConnectAsync(version);
        await server.DoAsync(Wire.Subscribe("s", "/queue/service"));
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(
            Wire.Send("/temp-topic/x", "nobody listens"),
            Wire.Subscribe("1", "/temp-topic/x"),
            Wire.Subscribe("2", "/temp-topic/x", "client"),
            Wire.Send("/queue/service", "", "reply-to:/temp-topic/x\n"));
        string address = (await server.TakeAsync())[0]["reply-to"]!;
        Assert.That(address, Does.Match("^/reply-topic/[0-9a-f]{32}$"));
        await server.DoAsync(Wire.Send(address, "a"));
        List<WireFrame> messages = await client.ExpectAsync("MESSAGE 1 a", "MESSAGE 2 a");
        await client.DoAsync(Wire.Ack(messages[1]), Wire.Unsubscribe("1"), Wire.Unsubscribe("2"));
        await server.DoAsync(Wire.Send(address, "b"));
        await client.ExpectAsync();
    }

    [Test]
    public async Task Nobody_else_can_subscribe()
    {
        WireClient server = await Broker.ConnectAsync(version);
        await server.DoAsync(Wire.Subscribe("s", "/queue/service"));
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Send("/queue/service", "", "reply-to:/temp-queue/x\n"));
        string address = (await server.TakeAsync())[0]["reply-to"]!;
        await server.SendAsync(Wire.Subscribe("1", address));
        await server.ExpectErrorAsync("a temporary destination is its own connection's");
    }

    [TestCase("/reply-queue/0123456789abcdef0123456789abcdef")]
    [TestCase("/reply-queue/*")]
    [TestCase("/reply-topic/**")]
    public async Task Addresses_that_are_guessed_lead_nowhere(string address)
    {
        WireClient subscriber = await Broker.ConnectAsync(version);
        await subscriber.SendAsync(Wire.Subscribe("1", address));
        await subscriber.ExpectErrorAsync("a temporary destination is its own connection's");
        WireClient sender = await Broker.ConnectAsync(version);
        await sender.SendAsync(Wire.Send(address));
        await sender.ExpectErrorAsync("there is no temporary destination of this address");
    }

    [TestCase("SEND\ndestination:/temp-queue/c\n\n\0")]
    [TestCase("SUBSCRIBE\nid:1\ndestination:/temp-topic/c\n\n\0")]
    [TestCase("SEND\ndestination:/queue/a\nreply-to:/temp-queue/c\n\n\0")]
    public async Task There_is_a_limit_of_them(string frame)
    {
        Start(options => options.Limits.MaxTemporaryDestinations = 2);
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Send("/temp-queue/a"), Wire.Subscribe("0", "/temp-queue/b"));
        await client.SendAsync(frame);
        await client.ExpectErrorAsync("2 temporary destinations (MaxTemporaryDestinations)");
    }

    [TestCase("SEND\ndestination:/temp-queue/\n\n\0")]
    [TestCase("SUBSCRIBE\nid:1\ndestination:/temp-topic/\n\n\0")]
    [TestCase("SEND\ndestination:/queue/a\nreply-to:/temp-queue/\n\n\0")]
    public async Task One_without_a_name_is_refused(string frame)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(frame);
        await client.ExpectErrorAsync("the destination names nothing");
    }

    [Test]
    public async Task A_full_queue_refuses()
    {
        Start(options => options.Limits.MaxQueueBytes = 100);
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.SendMany("/temp-queue/x", 1, 3));
        await client.ExpectErrorAsync("the temporary queue is full; its limit is 100 octets of messages (MaxQueueBytes)");
    }

    [Test]
    public async Task Rules_say_who_may_have_them_and_who_may_answer()
    {
        Start(options => options.Authorization.Any("/queue/**").Allow().Subscribe("/temp-queue/allowed").Allow().Send("/reply-queue/**").Allow());
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Subscribe("s", "/queue/service") + Wire.Send("/queue/service", "", "reply-to:/temp-queue/allowed\n"));
        string address = (await client.TakeAsync())[0]["reply-to"]!;
        await client.SendAsync(Wire.Send(address, "answer"));
        await client.ExpectAsync("MESSAGE /temp-queue/allowed answer");
        await client.SendAsync(Wire.Send("/queue/service", "", "reply-to:/temp-queue/other\n"));
        await client.ExpectErrorAsync("may not subscribe to /temp-queue/other");
    }

    [Test]
    public async Task The_application_answers_to_addresses_and_not_to_names()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Subscribe("s", "/queue/service") + Wire.Send("/queue/service", "", "reply-to:/temp-queue/x\n"));
        string address = (await client.TakeAsync())[0]["reply-to"]!;
        await Broker.Engine.Publisher.PublishAsync(address, "answer");
        await client.ExpectAsync("MESSAGE /temp-queue/x answer");
        Assert.That(
            async () => await Broker.Engine.Publisher.PublishAsync("/temp-queue/x", "answer"),
            Throws.ArgumentException.With.Message.Contains("the names of temporary destinations mean something on their own connections only"));
    }
}
