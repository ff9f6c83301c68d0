using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Acknowledgement;

/// <summary>ACK and NACK.</summary>
[TestFixture("1.0")]
[TestFixture("1.1")]
[TestFixture("1.2")]
public sealed class AcknowledgementTests(string version) : BrokerFixture
{
    private const string Queue = "/queue/a";

    [Test]
    public async Task C98_an_ack_is_for_all_earlier_messages_of_its_subscription_only()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", Queue, "client"), Wire.Subscribe("2", Queue, "client"));
        await client.SendAsync(Wire.SendMany(Queue, 1, 6));
        List<WireFrame> frames = await client.ExpectAsync(
            "MESSAGE 1 1", "MESSAGE 2 2", "MESSAGE 1 3", "MESSAGE 2 4", "MESSAGE 1 5", "MESSAGE 2 6");
        await client.DoAsync(Wire.Ack(frames[2])); // 1 and 3 of the first
        WireClient other = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Disconnect());
        await client.ExpectEndAsync();
        await other.SendAsync(Wire.Subscribe("3", Queue));
        await other.ExpectAsync("MESSAGE 3 2 (redelivered)", "MESSAGE 3 4 (redelivered)", "MESSAGE 3 5 (redelivered)", "MESSAGE 3 6 (redelivered)");
    }

    [Test]
    public async Task C97_client_individual_settles_one_message_in_any_order()
    {
        if (version == "1.0")
        {
            WireClient refused = await Broker.ConnectAsync(version);
            await refused.SendAsync(Wire.Subscribe("1", Queue, "client-individual"));
            await refused.ExpectErrorAsync("the header 'ack' must be auto or client");
            return;
        }

        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.SendMany(Queue, 1, 4) + Wire.Subscribe("1", Queue, "client-individual"));
        List<WireFrame> frames = await client.TakeAsync();
        await client.DoAsync(Wire.Ack(frames[2]), Wire.Ack(frames[0]));
        await client.SendAsync(Wire.Nack(frames[3]));
        await client.ExpectAsync("MESSAGE 1 4 (redelivered)");
        await client.SendAsync(Wire.Unsubscribe("1") + Wire.Subscribe("2", Queue));
        await client.ExpectAsync("MESSAGE 2 2 (redelivered)", "MESSAGE 2 4 (redelivered)");
    }

    [Test]
    public async Task C99_C102_a_nack_gives_all_earlier_messages_back_in_order()
    {
        if (version == "1.0")
        {
            WireClient refused = await Broker.ConnectAsync(version);
            await refused.SendAsync("NACK\nmessage-id:1\n\n\0");
            await refused.ExpectErrorAsync("STOMP 1.0 has no NACK");
            return;
        }

        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.SendMany(Queue, 1, 4) + Wire.Subscribe("1", Queue, "client"));
        List<WireFrame> frames = await client.TakeAsync();
        await client.SendAsync(Wire.Nack(frames[2]));
        frames = await client.ExpectAsync("MESSAGE 1 1 (redelivered)", "MESSAGE 1 2 (redelivered)", "MESSAGE 1 3 (redelivered)");
        await client.DoAsync(Wire.Ack(frames[2])); // 4 was delivered before them
        Assert.That(Broker.Engine.QueueCount, Is.EqualTo(1));
        await client.DoAsync(Wire.Unsubscribe("1"));
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [TestCase("client")]
    [TestCase("client-individual")]
    public async Task C104_a_message_can_be_acknowledged_once(string ack)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.SendMany(Queue, 1, 2) + Wire.Subscribe("1", Queue, version == "1.0" ? "client" : ack));
        List<WireFrame> frames = await client.TakeAsync();
        await client.DoAsync(Wire.Ack(frames[0]));
        await client.SendAsync(Wire.Ack(frames[0], "receipt:r\n"));
        Assert.That((await client.ExpectErrorAsync("no such message"))["receipt-id"], Is.EqualTo("r"));
        WireClient other = await Broker.ConnectAsync(version);
        await other.SendAsync(Wire.Subscribe("1", Queue));
        await other.ExpectAsync("MESSAGE 1 2 (redelivered)");
    }

    [TestCase("")]
    [TestCase("x")]
    [TestCase("1-2")]
    [TestCase("2-1")]
    [TestCase("1-0")]
    [TestCase("0-1")]
    [TestCase("1--1")]
    [TestCase("1-1-")]
    [TestCase("1-1 ")]
    [TestCase("1-99999999999999999999")]
    [TestCase("99999999999-1")]
    public async Task C104_a_made_up_key_is_refused_and_settles_nothing(string key)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Send(Queue, "x") + Wire.Subscribe("1", Queue, "client"));
        WireFrame message = (await client.ExpectAsync("MESSAGE 1 x"))[0];
        string id = message["message-id"]!;
        string forged = version == "1.2" ? $"id:{key}" : $"subscription:1\nmessage-id:{id[..id.IndexOf('-', StringComparison.Ordinal)]}-{key}";
        await client.SendAsync($"ACK\n{forged}\n\n\0");
        await client.ExpectErrorAsync("no such message");
        WireClient other = await Broker.ConnectAsync(version);
        await other.SendAsync(Wire.Subscribe("1", Queue));
        await other.ExpectAsync("MESSAGE 1 x (redelivered)");
    }

    [Test]
    public async Task C104_the_key_of_another_session_is_refused_and_settles_nothing()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Send(Queue, "x") + Wire.Subscribe("1", Queue, "client"));
        WireFrame message = (await client.ExpectAsync("MESSAGE 1 x"))[0];
        WireClient thief = await Broker.ConnectAsync(version);
        await thief.SendAsync(Wire.Ack(message));
        await thief.ExpectErrorAsync("no such message");
        WireClient other = await Broker.ConnectAsync(version);
        await other.DoAsync(Wire.Subscribe("1", "/queue/b", "client"));
        await other.SendAsync(Wire.Ack(message));
        await other.ExpectErrorAsync("no such message");
        await client.DoAsync(Wire.Ack(message));
    }

    [TestCase("/queue/a")]
    [TestCase("/topic/a")]
    public async Task C104_messages_of_an_auto_subscription_cannot_be_acknowledged(string destination)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Subscribe("1", destination) + Wire.Send(destination, "x"));
        WireFrame message = (await client.ExpectAsync("MESSAGE 1 x"))[0];
        string key = version == "1.2" ? "id:1-1" : $"subscription:1\nmessage-id:{message["message-id"]}-1-1";
        await client.SendAsync($"ACK\n{key}\n\n\0");
        await client.ExpectErrorAsync("no such message");
    }

    [TestCase("/queue/a")]
    [TestCase("/topic/a")]
    public async Task C93_D11_an_ack_that_comes_after_unsubscribe_is_ignored(string destination)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Subscribe("1", destination, "client") + Wire.Send(destination, "x"));
        WireFrame message = (await client.ExpectAsync("MESSAGE 1 x"))[0];
        await client.DoAsync(Wire.Unsubscribe("1"), Wire.Ack(message), Wire.Ack(message));
        (Broker.QueuesLeft, Broker.MessagesLeft) = destination == Queue ? (1, 1) : (0, 0);
    }

    [Test]
    public async Task C95_1_1_needs_the_subscription_of_the_message()
    {
        if (version != "1.1")
        {
            WireClient other = await Broker.ConnectAsync(version);
            await other.SendAsync(Wire.Subscribe("1", Queue, "client") + Wire.Send(Queue, "x"));
            WireFrame delivered = (await other.ExpectAsync("MESSAGE 1 x"))[0];
            await other.DoAsync(Wire.Ack(delivered).Replace("subscription:1\n", "", StringComparison.Ordinal));
            return;
        }

        foreach (string subscription in new[] { "", "subscription:2\n" })
        {
            WireClient client = await Broker.ConnectAsync(version);
            await client.SendAsync(Wire.Subscribe("1", "/topic/a", "client") + Wire.Subscribe("2", "/topic/b", "client") + Wire.Send("/topic/a", "x"));
            WireFrame message = (await client.ExpectAsync("MESSAGE 1 x"))[0];
            await client.SendAsync($"ACK\nmessage-id:{message["message-id"]}\n{subscription}\n\0");
            await client.ExpectErrorAsync("subscription");
        }
    }

    [Test]
    public async Task A_topic_keeps_a_backlog_for_a_subscription_that_acknowledges()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", "/topic/*", "client", "prefetch-count:2\n"), Wire.Subscribe("2", "/topic/a"));
        await client.SendAsync(Wire.SendMany("/topic/a", 1, 3));
        List<WireFrame> frames = [.. (await client.TakeAsync()).Where(frame => frame["subscription"] == "1")];
        Assert.That(frames.Select(frame => frame.Body), Is.EqualTo(["1", "2"]));
        if (version != "1.0")
        {
            await client.SendAsync(Wire.Nack(frames[1]));
            frames = await client.ExpectAsync("MESSAGE 1 1 (redelivered)", "MESSAGE 1 2 (redelivered)");
        }

        await client.SendAsync(Wire.Ack(frames[1]));
        await client.ExpectAsync("MESSAGE 1 3");
        Assert.That(Broker.Engine.QueueCount, Is.Zero, "it is nobody else's");
    }

    [Test]
    public async Task A_subscription_that_never_acknowledges_is_given_up_at_the_limit_of_its_backlog()
    {
        Start(options => options.Limits.MaxOutboxBytes = 10_000);
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", "/topic/a", "client", "prefetch-count:1\n"));
        WireClient sender = await Broker.ConnectAsync(version);
        for (int i = 0; i < 20; i++)
        {
            await sender.DoAsync(Wire.Send("/topic/a", new string('x', 1000)));
        }

        await client.Session.WaitAsync(Patience);
        Assert.That(client.AbortReason, Does.Contain("slowly"));
        Broker.AssertLogged(103, "the limit of 10000 (MaxOutboxBytes)");
    }
}
