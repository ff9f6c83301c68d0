using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Sessions;

/// <summary>A client that asks for it learns from its receipts what destinations refuse, and keeps its connection (N2).</summary>
[TestFixture("1.0")]
[TestFixture("1.1")]
[TestFixture("1.2")]
public sealed class ReceiptStatusTests(string version) : BrokerFixture
{
    private const string In = "transaction:t\n";

    // Each message counts for its octets, head included: two of them fit.
    private const int RoomForTwo = 150;

    [Test]
    public async Task What_is_accepted_is_said_to_be_and_other_receipts_stay_as_they_are()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Send("/topic/a", headers: Status("1")) + Wire.Send("/topic/a", headers: "receipt:2\n"));
        List<WireFrame> receipts = await client.ExpectAsync("RECEIPT 1", "RECEIPT 2");
        Assert.That(receipts[0].Headers, Is.EqualTo(["receipt-id:1", "status:accepted"]));
        Assert.That(receipts[1].Headers, Is.EqualTo(["receipt-id:2"]));
    }

    [Test]
    public async Task A_full_queue_rejects_and_names_the_limit_and_the_session_goes_on()
    {
        Start(options => options.Limits.MaxQueueBytes = RoomForTwo);
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(string.Concat(Enumerable.Range(0, 4).Select(number => Wire.Send("/queue/a", $"{number}", Status($"{number}")))));
        List<WireFrame> receipts = await client.ExpectAsync("RECEIPT 0", "RECEIPT 1", "RECEIPT 2", "RECEIPT 3");
        Assert.That(receipts.Select(receipt => receipt["status"]), Is.EqualTo(["accepted", "accepted", "rejected", "rejected"]));
        Assert.That(receipts[2]["reason"], Does.Contain("the queue /queue/a is full"));
        Assert.That(receipts[2]["limit"], Is.EqualTo("MaxQueueBytes"));
        await client.SendAsync(Wire.Subscribe("1", "/queue/a") + Wire.Send("/queue/a", "4", Status("4")));
        List<WireFrame> frames = await client.TakeAsync();
        Assert.That(frames.Where(frame => frame.Command == "MESSAGE").Select(frame => frame.Body), Is.EqualTo(["0", "1", "4"]));
        Assert.That(frames.Single(frame => frame.Command == "RECEIPT")["status"], Is.EqualTo("accepted"));
    }

    [TestCase("/nowhere/a", "the destination is unknown")]
    [TestCase("/topic/*", "wildcard")]
    [TestCase("/user/bob/queue/a", "clients may not send")]
    [TestCase("/app/a", "no message handler is mapped")]
    public async Task A_destination_that_does_not_exist_rejects(string destination, string reason)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Send(destination, headers: Status("1")) + Wire.Send("/topic/a", headers: Status("2")));
        List<WireFrame> receipts = await client.ExpectAsync("RECEIPT 1", "RECEIPT 2");
        Assert.That(receipts.Select(receipt => receipt["status"]), Is.EqualTo(["rejected", "accepted"]));
        Assert.That(receipts[0]["reason"], Does.Contain(reason));
        Assert.That(receipts[0]["limit"], Is.Null);
    }

    [Test]
    public async Task A_destination_that_the_client_may_not_send_to_rejects()
    {
        Start(options => options.Authorization.Send("/topic/free").Allow().Send("/topic/**").RequireRole("boss"));
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Send("/topic/closed", headers: Status("1")) + Wire.Send("/topic/free", headers: Status("2")));
        List<WireFrame> receipts = await client.ExpectAsync("RECEIPT 1", "RECEIPT 2");
        Assert.That(receipts.Select(receipt => receipt["status"]), Is.EqualTo(["rejected", "accepted"]));
        Assert.That(receipts[0]["reason"], Does.Contain("may not send to /topic/closed"));
    }

    [Test]
    public async Task Those_that_do_not_ask_for_it_are_refused_with_ERROR_though_others_do()
    {
        Start(options => options.Limits.MaxQueueBytes = RoomForTwo);
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.SendMany("/queue/a", 0, 4) + Wire.Send("/queue/a", "4", Status("4")));
        WireFrame error = await client.ExpectErrorAsync("the queue /queue/a is full");
        Assert.That(error["receipt-id"], Is.Null, "it is not the frame that asked for the receipt");
        WireClient consumer = await Broker.ConnectAsync(version);
        await consumer.SendAsync(Wire.Subscribe("1", "/queue/a"));
        await consumer.ExpectAsync("MESSAGE 1 0", "MESSAGE 1 1");
    }

    [Test]
    public async Task Those_before_it_in_one_read_are_published()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"));
        await client.SendAsync(
            Wire.SendMany("/topic/a", 0, 3) + Wire.Send("/nowhere/a", headers: Status("r")) + Wire.SendMany("/topic/a", 3, 2) + Wire.Send("/topic/a", "5", Status("s")));
        await client.ExpectAsync("MESSAGE 1 0", "MESSAGE 1 1", "MESSAGE 1 2", "RECEIPT r", "MESSAGE 1 3", "MESSAGE 1 4", "MESSAGE 1 5", "RECEIPT s");
    }

    [Test]
    public async Task Receivers_do_not_see_how_the_sender_is_answered()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"));
        await client.SendAsync(Wire.Send("/topic/a", headers: Status("r") + "k:v\n"));
        WireFrame message = (await client.ExpectAsync("MESSAGE 1 ", "RECEIPT r"))[0];
        Assert.That(message["receipt-mode"], Is.Null);
        Assert.That(message["k"], Is.EqualTo("v"));
    }

    [Test]
    public async Task A_transaction_that_a_message_was_rejected_of_is_rejected_as_a_whole()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"));
        await client.SendAsync(
            Wire.Begin("t") + Wire.Send("/topic/a", "1", In + Status("1")) + Wire.Send("/nowhere/a", "2", In + Status("2")) + Wire.Commit("t", Status("c")));
        List<WireFrame> receipts = await client.ExpectAsync("RECEIPT 1", "RECEIPT 2", "RECEIPT c");
        Assert.That(receipts.Select(receipt => receipt["status"]), Is.EqualTo(["accepted", "rejected", "rejected"]));
        Assert.That(receipts[2]["reason"], Does.StartWith("nothing of the transaction is applied").And.Contain("the destination is unknown"));
        await client.SendAsync(Wire.Begin("t") + Wire.Send("/topic/a", "3", In) + Wire.Commit("t", Status("d")));
        await client.ExpectAsync("MESSAGE 1 3", "RECEIPT d");
    }

    [Test]
    public async Task A_transaction_that_a_message_was_rejected_of_is_refused_with_ERROR_where_COMMIT_does_not_ask()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Begin("t") + Wire.Send("/nowhere/a", "1", In + Status("1")) + Wire.Commit("t", "receipt:c\n"));
        Assert.That((await client.ReadAsync())["status"], Is.EqualTo("rejected"));
        WireFrame error = await client.ExpectErrorAsync("nothing of the transaction is applied");
        Assert.That(error["receipt-id"], Is.EqualTo("c"));
    }

    [Test]
    public async Task A_COMMIT_that_is_rejected_undoes_the_acknowledgements()
    {
        Start(options => options.Limits.MaxQueueBytes = RoomForTwo);
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Send("/queue/a", "x") + Wire.Subscribe("1", "/queue/a", "client"));
        WireFrame message = (await client.ExpectAsync("MESSAGE 1 x"))[0];
        await client.DoAsync(Wire.Begin("t"), Wire.Ack(message, In), Wire.SendMany("/queue/b", 0, 3, In));
        await client.SendAsync(Wire.Commit("t", Status("c")));
        WireFrame receipt = (await client.ExpectAsync("RECEIPT c"))[0];
        Assert.That(receipt["status"], Is.EqualTo("rejected"));
        Assert.That(receipt["limit"], Is.EqualTo("MaxQueueBytes"));
        Assert.That(Broker.Engine.QueueCount, Is.EqualTo(1), "nothing was published");
        await client.DoAsync(Wire.Ack(message), Wire.Unsubscribe("1"));
        Assert.That(Broker.Engine.QueueCount, Is.Zero, "the message could be acknowledged again");
    }

    [TestCase("SEND\ndestination:/topic/a\nreceipt:r\nreceipt-mode:maybe\n\n\0", "'receipt-mode' must be status")]
    [TestCase("SEND\ndestination:/topic/a\nreceipt-mode:status\n\n\0", "lacks the header 'receipt'")]
    [TestCase("SUBSCRIBE\nid:1\ndestination:/topic/a\nreceipt:r\nreceipt-mode:status\n\n\0", "is for SEND and COMMIT")]
    [TestCase("SEND\ndestination:/queue/a\npriority:high\nreceipt:r\nreceipt-mode:status\n\n\0", "the header 'priority'")]
    [TestCase("SEND\nreceipt:r\nreceipt-mode:status\n\n\0", "lacks the header 'destination'")]
    [TestCase("SEND\ndestination:/topic/a\ntransaction:t\nreceipt:r\nreceipt-mode:status\n\n\0", "no transaction with this id is open")]
    [TestCase("COMMIT\ntransaction:t\nreceipt:r\nreceipt-mode:status\n\n\0", "no transaction with this id is open")]
    public async Task A_frame_that_is_wrong_itself_ends_the_session(string frame, string message)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(frame);
        await client.ExpectErrorAsync(message);
    }

    private static string Status(string receipt) => $"receipt:{receipt}\nreceipt-mode:status\n";
}
