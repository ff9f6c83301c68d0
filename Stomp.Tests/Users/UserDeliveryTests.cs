using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Users;

/// <summary>A destination of a user is one like others: order, acknowledgement, receipts, transactions, and its end.</summary>
public sealed class UserDeliveryTests : UserFixture
{
    [Test]
    public async Task Messages_arrive_in_the_order_in_which_one_client_sends_them()
    {
        WireClient bob = await SubscribeAsync("bob");
        WireClient ann = await ConnectAsync("ann");
        await ann.SendAsync(Wire.SendMany("/user/bob/queue/x", 1, 500));
        await ann.ExpectAsync();
        await bob.ExpectAsync([.. Enumerable.Range(1, 500).Select(number => $"MESSAGE 1 {number}")]);
    }

    [Test]
    public async Task What_the_client_sends_after_SUBSCRIBE_to_itself_arrives()
    {
        WireClient bob = await ConnectAsync("bob");
        await bob.SendAsync(Wire.Subscribe("1", "/user/queue/x", headers: "receipt:r\n") + Wire.Send("/user/bob/queue/x", "hello", "receipt:s\n"));
        await bob.ExpectAsync("RECEIPT r", "MESSAGE 1 hello", "RECEIPT s");
    }

    [TestCase("client", "1.1")]
    [TestCase("client-individual", "1.1")]
    [TestCase("client", "1.2")]
    [TestCase("client-individual", "1.2")]
    public async Task What_is_refused_comes_again_and_what_is_accepted_does_not(string ack, string version)
    {
        WireClient bob = await SubscribeAsync("bob", ack: ack, version: version);
        await Publisher.PublishToUserAsync("bob", "/queue/x", "one");
        await Publisher.PublishToUserAsync("bob", "/queue/x", "two");
        List<WireFrame> messages = await bob.ExpectAsync("MESSAGE 1 one", "MESSAGE 1 two");
        await bob.SendAsync(Wire.Ack(messages[0]) + Wire.Nack(messages[1]));
        WireFrame again = (await bob.ExpectAsync("MESSAGE 1 two (redelivered)"))[0];
        await bob.DoAsync(Wire.Ack(again));
        await bob.SendAsync(Wire.Ack(again));
        await bob.ExpectErrorAsync("no such message to acknowledge");
    }

    [Test]
    public async Task A_session_gets_no_more_un_acknowledged_messages_than_it_asked_for()
    {
        WireClient bob = await ConnectAsync("bob");
        await bob.DoAsync(Wire.Subscribe("1", "/user/queue/x", "client-individual", "prefetch-count:1\n"));
        await Publisher.PublishToUserAsync("bob", "/queue/x", "one");
        await Publisher.PublishToUserAsync("bob", "/queue/x", "two");
        WireFrame one = (await bob.ExpectAsync("MESSAGE 1 one"))[0];
        await bob.SendAsync(Wire.Ack(one));
        await bob.ExpectAsync("MESSAGE 1 two");
    }

    [Test]
    public async Task What_a_session_did_not_acknowledge_is_for_no_other()
    {
        WireClient first = await SubscribeAsync("bob", ack: "client");
        await Publisher.PublishToUserAsync("bob", "/queue/x", "hello");
        await first.ExpectAsync("MESSAGE 1 hello");
        WireClient second = await SubscribeAsync("bob");
        await first.VanishAsync();
        await second.ExpectAsync();
    }

    [Test]
    public async Task A_transaction_sends_at_COMMIT_or_not_at_all()
    {
        WireClient bob = await SubscribeAsync("bob");
        WireClient ann = await ConnectAsync("ann");
        await ann.DoAsync(
            Wire.Begin("t"), Wire.Send("/user/bob/queue/x", "kept", "transaction:t\n"),
            Wire.Begin("u"), Wire.Send("/user/bob/queue/x", "dropped", "transaction:u\n"), Wire.Abort("u"));
        await bob.ExpectAsync();
        await ann.DoAsync(Wire.Commit("t"));
        Assert.That((await bob.ExpectAsync("MESSAGE 1 kept"))[0]["destination"], Is.EqualTo("/user/queue/x"));
    }

    [Test]
    public async Task C114_a_transaction_to_somebody_who_cannot_be_reached_does_nothing()
    {
        WireClient bob = await SubscribeAsync("bob");
        WireClient ann = await ConnectAsync("ann");
        await ann.SendAsync(
            Wire.Begin("t") + Wire.Send("/user/bob/queue/x", "one", "transaction:t\n") + Wire.Send("/user/nobody/queue/x", "two", "transaction:t\n")
            + Wire.Commit("t", "receipt:r\n"));
        await ann.ExpectErrorAsync("nothing of the transaction is applied\\c the user 'nobody' is not connected");
        await bob.ExpectAsync();
    }

    [Test]
    public async Task Acknowledgements_in_a_transaction_count_at_its_end()
    {
        WireClient bob = await SubscribeAsync("bob", ack: "client-individual");
        await Publisher.PublishToUserAsync("bob", "/queue/x", "hello");
        WireFrame message = (await bob.ExpectAsync("MESSAGE 1 hello"))[0];
        await bob.DoAsync(Wire.Begin("t"), Wire.Nack(message, "transaction:t\n"));
        await bob.SendAsync(Wire.Commit("t"));
        await bob.ExpectAsync("MESSAGE 1 hello (redelivered)");
    }

    [Test]
    public async Task C93_nothing_arrives_after_UNSUBSCRIBE()
    {
        WireClient bob = await SubscribeAsync("bob");
        await bob.DoAsync(Wire.Subscribe("2", "/user/queue/x", "client"), Wire.Unsubscribe("1"));
        await Publisher.PublishToUserAsync("bob", "/queue/x", "one");
        await bob.ExpectAsync("MESSAGE 2 one");
        await bob.DoAsync(Wire.Unsubscribe("2"));
        Assert.That(await Publisher.PublishToUserAsync("bob", "/queue/x", "two"), Has.Property("Sessions").Zero.And.Property("IsConnected").True);
        await bob.ExpectAsync();
    }

    [Test]
    public async Task A_user_is_gone_with_the_last_session_before_its_DISCONNECT_is_answered()
    {
        WireClient first = await SubscribeAsync("bob");
        WireClient second = await SubscribeAsync("bob");
        await first.SendAsync(Wire.Disconnect("receipt:r\n"));
        Assert.That($"{await first.ReadAsync()}", Is.EqualTo("RECEIPT r"));
        Assert.That((await Publisher.PublishToUserAsync("bob", "/queue/x", "hello")).Sessions, Is.EqualTo(1));
        await second.ExpectAsync("MESSAGE 1 hello");
        await second.SendAsync(Wire.Disconnect("receipt:r\n"));
        Assert.That($"{await second.ReadAsync()}", Is.EqualTo("RECEIPT r"));
        Assert.That((await Publisher.PublishToUserAsync("bob", "/queue/x", "hello")).IsConnected, Is.False);
        Assert.That(Registry.UserCount, Is.Zero);
    }

    [Test]
    public async Task Users_who_come_and_go_while_others_send_to_them_leave_nothing()
    {
        using var stop = new CancellationTokenSource();
        Task hammering = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await Publisher.PublishToUserAsync("bob", "/queue/x", "x");
            }
        });
        for (int i = 0; i < 200; i++)
        {
            WireClient client = await ConnectAsync("bob");
            await client.SendAsync(Wire.Subscribe("1", "/user/queue/x", i % 2 == 0 ? "auto" : "client"));
            Assert.That($"{await client.ReadAsync()}", Is.EqualTo("MESSAGE 1 x"));
            await client.VanishAsync();
        }

        await stop.CancelAsync();
        await hammering.WaitAsync(Patience);
        Assert.That(Registry.UserCount, Is.Zero);
    }
}
