using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Transactions;

/// <summary>BEGIN, COMMIT, ABORT.</summary>
[TestFixture("1.0")]
[TestFixture("1.1")]
[TestFixture("1.2")]
public sealed class TransactionTests(string version) : BrokerFixture
{
    private const string In = "transaction:t\n";

    [Test]
    public async Task C114_C121_nothing_is_seen_before_commit_but_receipts_come_at_once()
    {
        WireClient receiver = await Broker.ConnectAsync(version);
        await receiver.DoAsync(Wire.Subscribe("1", "/topic/a"), Wire.Subscribe("2", "/queue/a"));
        WireClient sender = await Broker.ConnectAsync(version);
        await sender.SendAsync(
            Wire.Begin("t") + Wire.Send("/topic/a", "1", In + "receipt:r\n") + Wire.Send("/queue/a", "2", In) + Wire.Send("/topic/a", "3", In));
        await sender.ExpectAsync("RECEIPT r");
        await receiver.ExpectAsync();
        await sender.DoAsync(Wire.Send("/topic/a", "between"));
        await receiver.ExpectAsync("MESSAGE 1 between");
        await sender.DoAsync(Wire.Commit("t"));
        await receiver.ExpectAsync("MESSAGE 1 1", "MESSAGE 2 2", "MESSAGE 1 3");
    }

    [Test]
    public async Task C103_C114_acks_in_a_transaction_count_from_commit_on()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.SendMany("/queue/a", 1, 3) + Wire.Subscribe("1", "/queue/a", "client", "prefetch-count:1\n"));
        WireFrame message = (await client.ExpectAsync("MESSAGE 1 1"))[0];
        await client.DoAsync(Wire.Begin("t"), Wire.Ack(message, In), Wire.Send("/topic/b", "x", In));
        await client.SendAsync(Wire.Commit("t"));
        message = (await client.ExpectAsync("MESSAGE 1 2"))[0];
        await client.DoAsync(Wire.Begin("t"), Wire.Ack(message, In), Wire.Unsubscribe("1"), Wire.Commit("t"));
        await client.SendAsync(Wire.Subscribe("2", "/queue/a"));
        await client.ExpectAsync("MESSAGE 2 3");
    }

    [TestCase("COMMIT")]
    [TestCase("ABORT")]
    public async Task Acks_in_a_transaction_give_no_credit_before_it_ends(string end)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.SendMany("/queue/a", 1, 4) + Wire.Subscribe("1", "/queue/a", "client", "prefetch-count:2\n"));
        List<WireFrame> messages = await client.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 2");
        await client.DoAsync(Wire.Begin("t"), Wire.Ack(messages[1], In), Wire.Send("/queue/a", "5"));
        await client.SendAsync($"{end}\n{In}\n\0");
        if (end == "ABORT")
        {
            await client.ExpectAsync();
            await client.SendAsync(Wire.Ack(messages[1]));
        }

        messages = await client.ExpectAsync("MESSAGE 1 3", "MESSAGE 1 4");
        await client.SendAsync(Wire.Ack(messages[1]));
        await client.DoAsync(Wire.Ack((await client.ExpectAsync("MESSAGE 1 5"))[0]));
    }

    [Test]
    public async Task C103_a_nack_in_a_transaction_counts_from_commit_on()
    {
        if (version == "1.0")
        {
            WireClient refused = await Broker.ConnectAsync(version);
            await refused.SendAsync(Wire.Begin("t") + $"NACK\nmessage-id:1\n{In}\n\0");
            await refused.ExpectErrorAsync("STOMP 1.0 has no NACK");
            return;
        }

        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Send("/queue/a", "x") + Wire.Subscribe("1", "/queue/a", "client"));
        WireFrame message = (await client.ExpectAsync("MESSAGE 1 x"))[0];
        await client.DoAsync(Wire.Begin("t"), Wire.Nack(message, In));
        await client.SendAsync(Wire.Commit("t"));
        message = (await client.ExpectAsync("MESSAGE 1 x (redelivered)"))[0];
        await client.DoAsync(Wire.Ack(message));
    }

    [Test]
    public async Task C119_after_abort_messages_have_vanished_and_deliveries_can_be_acknowledged_again()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.SendMany("/queue/a", 1, 3) + Wire.Subscribe("1", "/queue/a", "client"));
        List<WireFrame> frames = await client.TakeAsync();
        await client.DoAsync(Wire.Begin("t"), Wire.Send("/queue/b", "gone", In), Wire.Ack(frames[1], In), Wire.Abort("t"));
        await client.DoAsync(Wire.Ack(frames[0]), Wire.Ack(frames[2]), Wire.Unsubscribe("1"));
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [TestCase("disconnect")]
    [TestCase("close")]
    [TestCase("vanish")]
    public async Task C118_the_end_of_the_session_aborts(string way)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Send("/queue/a", "x") + Wire.Subscribe("1", "/queue/a", "client"));
        WireFrame message = (await client.ExpectAsync("MESSAGE 1 x"))[0];
        await client.DoAsync(Wire.Begin("t"), Wire.Ack(message, In), Wire.Send("/queue/a", "gone", In));
        if (way == "vanish")
        {
            await client.VanishAsync();
        }
        else
        {
            await client.SendAsync(way == "disconnect" ? Wire.Disconnect() : "");
            await client.ExpectEndAfterCloseAsync();
        }

        WireClient other = await Broker.ConnectAsync(version);
        await other.SendAsync(Wire.Subscribe("2", "/queue/a"));
        await other.ExpectAsync("MESSAGE 2 x (redelivered)");
    }

    [TestCase("COMMIT", "/queue/a")]
    [TestCase("ABORT", "/queue/a")]
    [TestCase("COMMIT", "/topic/a")]
    [TestCase("ABORT", "/topic/a")]
    public async Task Nothing_is_left_of_a_subscription_that_ended_before_the_transaction_that_settles_its_messages(string command, string destination)
    {
        WireClient client = await Broker.ConnectAsync(version);
        foreach (bool accept in version == "1.0" ? [true] : new[] { true, false })
        {
            await client.SendAsync(Wire.Subscribe("1", destination, "client") + Wire.Send(destination, "x"));
            WireFrame message = (await client.ExpectAsync("MESSAGE 1 x"))[0];
            await client.DoAsync(Wire.Begin("t"), accept ? Wire.Ack(message, In) : Wire.Nack(message, In), Wire.Unsubscribe("1"), $"{command}\n{In}\n\0");
            bool isBack = destination == "/queue/a" && (command == "ABORT" || !accept);
            Assert.That(Broker.Engine.QueueCount, Is.EqualTo(isBack ? 1 : 0));
            await client.SendAsync(Wire.Subscribe("2", destination));
            await client.ExpectAsync(isBack ? ["MESSAGE 2 x (redelivered)"] : []);
            await client.DoAsync(Wire.Unsubscribe("2"));
        }
    }

    [Test]
    public async Task C116_C120_transactions_are_interleaved_and_their_ids_used_again()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(
            Wire.Subscribe("1", "/topic/a") + Wire.Begin("t") + Wire.Begin("u") + Wire.Send("/topic/a", "1", In) + Wire.Send("/topic/a", "2", "transaction:u\n")
            + Wire.Send("/topic/a", "3", In) + Wire.Commit("u") + Wire.Begin("u") + Wire.Send("/topic/a", "4", "transaction:u\n") + Wire.Abort("u") + Wire.Commit("t"));
        await client.ExpectAsync("MESSAGE 1 2", "MESSAGE 1 1", "MESSAGE 1 3");
    }

    [Test]
    public async Task C115_an_id_in_use_is_refused()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Begin("t"), Wire.Send("/queue/a", "gone", In));
        await client.SendAsync(Wire.Begin("t"));
        await client.ExpectErrorAsync("open already");
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task C117_an_unknown_id_is_refused_and_nothing_done()
    {
        foreach (bool accept in new[] { true, version == "1.0" })
        {
            WireClient client = await Broker.ConnectAsync(version);
            await client.SendAsync(Wire.Subscribe("1", "/queue/a", "client") + Wire.Send("/queue/a", "x"));
            WireFrame message = (await client.TakeAsync())[0];
            await client.SendAsync(accept ? Wire.Ack(message, In) : Wire.Nack(message, In));
            await client.ExpectErrorAsync("no transaction");
            WireClient other = await Broker.ConnectAsync(version);
            await other.SendAsync(Wire.Subscribe("2", "/queue/a"));
            await other.ExpectAsync("MESSAGE 2 x (redelivered)");
            await other.DoAsync(Wire.Unsubscribe("2"));
        }
    }
}
