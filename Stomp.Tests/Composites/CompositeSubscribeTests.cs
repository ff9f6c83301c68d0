using NUnit.Framework;
using Stomp.Broker.Sessions;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Composites;

/// <summary>SUBSCRIBE to a list of destinations, as ActiveMQ and Apollo have it: one subscription to the client.</summary>
[TestFixture("1.0")]
[TestFixture("1.1")]
[TestFixture("1.2")]
public sealed class CompositeSubscribeTests(string version) : BrokerFixture
{
    private const string List = "/queue/a,b,/topic/c.*";

    [Test]
    public async Task Messages_of_all_come_under_its_id_until_UNSUBSCRIBE()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Send("/queue/b", "before"));
        await client.SendAsync(Wire.Subscribe("1", List, headers: "receipt:r\n"));
        await client.ExpectAsync("RECEIPT r", "MESSAGE 1 before");
        await client.SendAsync(Wire.Send("/queue/a", "1") + Wire.Send("/topic/c.x", "2") + Wire.Send("/queue/b", "3"));
        List<WireFrame> messages = await client.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 2", "MESSAGE 1 3");
        Assert.That(messages.Select(static message => message["destination"]), Is.EqualTo(["/queue/a", "/topic/c.x", "/queue/b"]));
        await client.DoAsync(Wire.Unsubscribe("1"), Wire.Send("/topic/c.x", "4"));
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
        await client.DoAsync(Wire.Subscribe("1", List));
    }

    [Test]
    public async Task Each_message_is_acknowledged_where_it_came_from()
    {
        if (version == "1.0")
        {
            Assert.Pass("1.0 has no mode in which each message is acknowledged by itself");
        }

        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Subscribe("1", List, "client-individual") + Wire.Send("/queue/a", "a") + Wire.Send("/topic/c.x", "c") + Wire.Send("/queue/b", "b"));
        List<WireFrame> messages = await client.ExpectAsync("MESSAGE 1 a", "MESSAGE 1 c", "MESSAGE 1 b");
        await client.DoAsync(Wire.Ack(messages[2]));
        await client.SendAsync(Wire.Nack(messages[1]));
        WireFrame again = (await client.ExpectAsync("MESSAGE 1 c (redelivered)"))[0];
        await client.DoAsync(Wire.Begin("t"), Wire.Ack(again, "transaction:t\n"), Wire.Commit("t"), Wire.Unsubscribe("1"));
        await client.SendAsync(Wire.Subscribe("2", "/queue/a,b"));
        await client.ExpectAsync("MESSAGE 2 a (redelivered)");
    }

    [Test]
    public async Task Credit_is_for_each_destination()
    {
        if (version == "1.0")
        {
            Assert.Pass("1.0 has no mode in which each message is acknowledged by itself");
        }

        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(
            Wire.Subscribe("1", "/queue/a,b", "client-individual", "prefetch-count:1\n") + Wire.SendMany("/queue/a", 1, 2) + Wire.SendMany("/queue/b", 3, 2));
        List<WireFrame> messages = await client.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 3");
        await client.SendAsync(Wire.Ack(messages[1]));
        await client.DoAsync([.. (await client.ExpectAsync("MESSAGE 1 4")).Select(static message => Wire.Ack(message))]);
        await client.SendAsync(Wire.Ack(messages[0]));
        await client.DoAsync([.. (await client.ExpectAsync("MESSAGE 1 2")).Select(static message => Wire.Ack(message))]);
    }

    [Test]
    public async Task What_was_not_acknowledged_goes_back_when_the_session_ends()
    {
        WireClient client = await Broker.ConnectAsync(version);
        string mode = version == "1.0" ? "auto" : "client-individual";
        await client.SendAsync(Wire.Subscribe("1", "/queue/a,b", mode) + Wire.Send("/queue/a", "a") + Wire.Send("/queue/b", "b"));
        await client.ExpectAsync("MESSAGE 1 a", "MESSAGE 1 b");
        await client.DisposeAsync();
        WireClient other = await Broker.ConnectAsync(version);
        await other.SendAsync(Wire.Subscribe("2", "/queue/a,b"));
        await other.ExpectAsync(version == "1.0" ? [] : ["MESSAGE 2 a (redelivered)", "MESSAGE 2 b (redelivered)"]);
    }

    [Test]
    public async Task A_temporary_queue_may_be_among_them()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Subscribe("1", "/queue/a,/temp-queue/x") + Wire.Send("/queue/a,/temp-queue/x", "m") + Wire.Send("/queue/a", "n", "reply-to:/temp-queue/x\n"));
        List<WireFrame> messages = await client.ExpectAsync("MESSAGE 1 m", "MESSAGE 1 m", "MESSAGE 1 n");
        await client.SendAsync(Wire.Send(messages[2]["reply-to"]!, "answer"));
        await client.ExpectAsync("MESSAGE 1 answer");
        await client.DoAsync(Wire.Unsubscribe("1"));
    }

    [Test]
    public async Task In_1_0_it_is_ended_by_the_list()
    {
        if (version != "1.0")
        {
            Assert.Pass("later versions have ids");
        }

        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync("SUBSCRIBE\ndestination:/queue/a,b\n\n\0" + Wire.Send("/queue/b", "1"));
        await client.ExpectAsync("MESSAGE - 1");
        await client.DoAsync("UNSUBSCRIBE\ndestination:/queue/a,b\n\n\0");
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
        await client.SendAsync("UNSUBSCRIBE\ndestination:/queue/a\n\n\0");
        await client.ExpectErrorAsync("no such subscription");
    }

    [TestCase("/queue/a,b", "ack:client\n", "no order in which ACK could be for all earlier messages")]
    [TestCase("/queue/a,b", "browser:true\n", "browser")]
    [TestCase("/topic/a,/nowhere/b", "", "the destination '/nowhere/b' of the list is unknown")]
    [TestCase("/topic/a,/user/queue/x", "", "destinations of /user/ cannot stand in a list")]
    [TestCase("/topic/a,b,c,d", "", "3 subscriptions (MaxSubscriptions)")]
    public async Task What_a_list_cannot_have_is_refused(string list, string headers, string message)
    {
        Start(options => options.Limits.MaxSubscriptions = 3);
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync($"SUBSCRIBE\nid:1\ndestination:{list}\n{headers}\n\0");
        await client.ExpectErrorAsync(message);
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task The_session_must_be_allowed_to_subscribe_to_each()
    {
        Start(options => options.Authorization.Subscribe("/topic/free").Allow());
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Subscribe("1", "/topic/free,closed"));
        await client.ExpectErrorAsync("may not subscribe to /topic/closed");
    }

    [Test]
    public async Task The_application_sees_one_subscription_and_can_end_it()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", "/queue/a,b"));
        IStompSession session = Broker.Engine.Users.GetSessions().Single();
        Assert.That(session.Subscriptions.Select(static subscription => subscription.Destination), Is.EqualTo(["/queue/a,b"]));
        Assert.That(await session.UnsubscribeAsync(static _ => true).WaitAsync(Patience), Is.EqualTo(1));
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
        await client.DoAsync(Wire.Unsubscribe("1"));
    }
}
