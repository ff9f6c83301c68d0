using NUnit.Framework;
using Stomp.Broker.Publishing;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Composites;

/// <summary>SEND to a list of destinations, as ActiveMQ and Apollo have it.</summary>
[TestFixture("1.0")]
[TestFixture("1.1")]
[TestFixture("1.2")]
public sealed class CompositeSendTests(string version) : BrokerFixture
{
    [TestCase("/queue/a,/topic/b")]
    [TestCase("/topic/b,/queue/a")]
    [TestCase("/queue/a , /topic/b")]
    [TestCase("/queue/a,/topic/b,/queue/a")]
    public async Task Each_destination_gets_the_message_once_and_shows_itself(string list)
    {
        WireClient receiver = await Broker.ConnectAsync(version);
        await receiver.DoAsync(Wire.Subscribe("1", "/queue/a"), Wire.Subscribe("2", "/topic/b"));
        WireClient sender = await Broker.ConnectAsync(version);
        await sender.SendAsync(Wire.Send(list, "x", "k:v\nreceipt:r\n"));
        await sender.ExpectAsync("RECEIPT r");
        List<WireFrame> messages = await receiver.TakeAsync();
        Assert.That(messages.Select(static message => $"{message} {message["destination"]} {message["k"]}"), Is.EquivalentTo(["MESSAGE 1 x /queue/a v", "MESSAGE 2 x /topic/b v"]));
    }

    [Test]
    public async Task A_destination_without_prefix_is_of_the_kind_of_the_one_before()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"), Wire.Subscribe("2", "/topic/b"), Wire.Subscribe("3", "/queue/c"), Wire.Subscribe("4", "/queue/d"));
        await client.SendAsync(Wire.Send("/topic/a,b,/queue/c,d", "x"));
        await client.ExpectAsync("MESSAGE 1 x", "MESSAGE 2 x", "MESSAGE 3 x", "MESSAGE 4 x");
    }

    [Test]
    public async Task Order_is_kept_with_messages_to_one_of_them()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"), Wire.Subscribe("2", "/topic/b"));
        await client.SendAsync(Wire.SendMany("/topic/a", 1, 2) + Wire.Send("/topic/a,b", "3") + Wire.Send("/topic/b", "4") + Wire.Send("/topic/a", "5"));
        List<WireFrame> messages = await client.TakeAsync();
        Assert.That(messages.Where(static message => message["subscription"] == "1").Select(static message => message.Body), Is.EqualTo(["1", "2", "3", "5"]));
        Assert.That(messages.Where(static message => message["subscription"] == "2").Select(static message => message.Body), Is.EqualTo(["3", "4"]));
    }

    [Test]
    public async Task Where_one_of_them_refuses_none_gets_it()
    {
        Start(options => options.Limits.MaxQueueBytes = 100);
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", "/topic/b"), Wire.Subscribe("2", "/queue/c"), Wire.Send("/queue/full", "1"));
        await client.SendAsync(Wire.Send("/topic/b,/queue/c,/queue/full", "x", "receipt:r\nreceipt-mode:status\n"));
        WireFrame receipt = (await client.ExpectAsync("RECEIPT r"))[0];
        Assert.That((receipt["status"], receipt["limit"]), Is.EqualTo(("rejected", "MaxQueueBytes")));
        Assert.That(receipt["reason"], Does.StartWith("the message is sent to none of the list").And.Contain("the queue /queue/full is full"));
        await client.SendAsync(Wire.Send("/topic/b,/queue/c,/queue/full", "x", "receipt:s\n"));
        WireFrame error = await client.ExpectErrorAsync("the message is sent to none of the list");
        Assert.That(error["receipt-id"], Is.EqualTo("s"));
        WireClient other = await Broker.ConnectAsync(version);
        await other.SendAsync(Wire.Subscribe("1", "/queue/full"));
        await other.ExpectAsync("MESSAGE 1 1");
    }

    [Test]
    public async Task In_a_transaction_it_is_sent_at_its_end_and_counts_for_each_destination()
    {
        Start(options => options.Limits.MaxTransactionActions = 3);
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"), Wire.Subscribe("2", "/topic/b"));
        await client.DoAsync(Wire.Begin("t"), Wire.Send("/topic/a,b", "x", "transaction:t\n"));
        await client.SendAsync(Wire.Commit("t"));
        await client.ExpectAsync("MESSAGE 1 x", "MESSAGE 2 x");
        await client.SendAsync(Wire.Begin("t") + Wire.Send("/topic/a,b", "y", "transaction:t\n") + Wire.Send("/topic/a,b", "z", "transaction:t\n"));
        await client.ExpectErrorAsync("the transaction exceeds the limit of 3 frames");
    }

    [TestCase("/queue/a,/nowhere/b", "the destination '/nowhere/b' of the list is unknown")]
    [TestCase("/queue/a,,/queue/b", "has an empty place")]
    [TestCase("/queue/a,", "has an empty place")]
    [TestCase("/queue/a,/queue/", "the destination names no queue")]
    [TestCase("/queue/a,/topic/*", "wildcard")]
    [TestCase("/queue/a,/user/bob/queue/x", "destinations of /user/ cannot stand in a list")]
    [TestCase("/queue/a,/app/x", "destinations of /app/ cannot stand in a list")]
    [TestCase("/queue/a,b,c,d,e", "the list exceeds the limit of 4 destinations (MaxCompositeDestinations)")]
    public async Task What_is_no_list_is_refused(string list, string message)
    {
        Start(options => options.Limits.MaxCompositeDestinations = 4);
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Send(list));
        await client.ExpectErrorAsync(message);
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task Nothing_is_left_of_a_list_whose_temporary_destination_is_one_too_many()
    {
        Start(options => options.Limits.MaxTemporaryDestinations = 1);
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Send("/temp-queue/a"));
        await client.SendAsync(Wire.Send("/queue/a,/temp-queue/b", "x", "receipt:r\nreceipt-mode:status\n"));
        Assert.That((await client.ExpectAsync("RECEIPT r"))[0]["limit"], Is.EqualTo("MaxTemporaryDestinations"));
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task The_session_must_be_allowed_to_send_to_each()
    {
        Start(options => options.Authorization.Send("/topic/free").Allow().Send("/queue/*").Allow().Subscribe("/**").Allow());
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", "/topic/free"), Wire.Subscribe("2", "/queue/a"));
        await client.SendAsync(Wire.Send("/topic/free,/queue/a", "x"));
        await client.ExpectAsync("MESSAGE 1 x", "MESSAGE 2 x");
        await client.SendAsync(Wire.Send("/topic/free,closed", "y"));
        await client.ExpectErrorAsync("may not send to /topic/closed");
    }

    [Test]
    public async Task A_comma_is_like_any_other_character_where_the_options_say_so()
    {
        Start(options => options.CompositeDestinations = false);
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", "/topic/a,b"), Wire.Subscribe("2", "/topic/a"));
        await client.SendAsync(Wire.Send("/topic/a,b", "x"));
        Assert.That((await client.ExpectAsync("MESSAGE 1 x"))[0]["destination"], Is.EqualTo("/topic/a,b"));
    }

    [Test]
    public async Task The_application_can_send_to_a_list_too()
    {
        Start(options => options.Limits.MaxQueueBytes = 100);
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"), Wire.Subscribe("2", "/queue/b"), Wire.Send("/queue/full", "1"));
        await Broker.Engine.Publisher.PublishAsync("/topic/a,/queue/b", "x"u8.ToArray());
        List<WireFrame> messages = await client.ExpectAsync("MESSAGE 1 x", "MESSAGE 2 x");
        Assert.That(messages.Select(static message => message["destination"]), Is.EqualTo(["/topic/a", "/queue/b"]));
        Assert.That(
            async () => await Broker.Engine.Publisher.PublishAsync("/topic/a,/queue/full", "x"u8.ToArray()),
            Throws.InstanceOf<StompPublishException>().With.Message.Contains("is full"));
        Assert.That(
            async () => await Broker.Engine.Publisher.PublishAsync("/topic/a,/nowhere/b", "x"u8.ToArray()),
            Throws.ArgumentException.With.Message.Contains("'/nowhere/b' of the list is unknown"));
        await client.SendAsync(Wire.Subscribe("3", "/queue/full"));
        await client.ExpectAsync("MESSAGE 3 1");
    }
}
