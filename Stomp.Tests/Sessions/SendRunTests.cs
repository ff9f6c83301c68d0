using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Sessions;

/// <summary>SENDs that arrive in one read are published together where they can be; nobody must be able to tell.</summary>
public sealed class SendRunTests : BrokerFixture
{
    // Each message counts for its octets, head included: two of them fit.
    private const int RoomForTwo = 250;

    [Test]
    public async Task Order_is_kept_over_destinations_that_take_turns_and_runs_that_are_long()
    {
        WireClient subscriber = await Broker.ConnectAsync();
        await subscriber.DoAsync(Wire.Subscribe("1", "/topic/*"));
        WireClient publisher = await Broker.ConnectAsync();
        await publisher.SendAsync(
            Wire.SendMany("/topic/a", 0, 200) + Wire.Send("/topic/b", "200") + Wire.Send("/topic/a", "201") + Wire.SendMany("/topic/b", 202, 70));
        List<WireFrame> messages = await subscriber.ReadManyAsync(272);
        Assert.That(messages.Select(message => message.Body), Is.EqualTo(Enumerable.Range(0, 272).Select(number => $"{number}")));
    }

    [Test]
    public async Task A_receipt_comes_when_all_before_it_is_published()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"));
        await client.SendAsync(Wire.SendMany("/topic/a", 0, 3) + Wire.Send("/topic/a", "3", "receipt:r\n") + Wire.Send("/topic/a", "4"));
        List<WireFrame> frames = await client.ReadManyAsync(6);
        Assert.That(frames.Select(frame => frame.Command == "RECEIPT" ? "r" : frame.Body), Is.EqualTo((string[])["0", "1", "2", "3", "r", "4"]));
    }

    [Test]
    public async Task A_frame_behind_them_finds_them_published()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.SendMany("/topic/a", 0, 3) + Wire.SendMany("/queue/a", 3, 2) + Wire.Subscribe("1", "/topic/a") + Wire.Subscribe("2", "/queue/a"));
        await client.ExpectAsync("MESSAGE 2 3", "MESSAGE 2 4");
    }

    [Test]
    public async Task The_one_that_is_refused_ends_the_session_and_none_behind_it_is_published()
    {
        Start(options => options.Limits.MaxQueueBytes = RoomForTwo);
        WireClient publisher = await Broker.ConnectAsync();
        await publisher.SendAsync(Wire.SendMany("/queue/a", 0, 6) + Wire.Send("/queue/a", "6", "receipt:r\n"));
        WireFrame error = await publisher.ExpectErrorAsync("the queue /queue/a is full");
        Assert.That(error["receipt-id"], Is.Null, "it is not the frame that asked for the receipt");
        Assert.That(error.Body, Does.StartWith("SEND: "));
        WireClient consumer = await Broker.ConnectAsync();
        await consumer.SendAsync(Wire.Subscribe("1", "/queue/a"));
        List<WireFrame> messages = await consumer.TakeAsync();
        Assert.That(messages, Is.Not.Empty.And.Count.LessThan(6));
        Assert.That(messages.Select(message => message.Body), Is.EqualTo(Enumerable.Range(0, messages.Count).Select(number => $"{number}")));
    }

    [Test]
    public async Task The_receipt_of_the_one_that_is_refused_is_named()
    {
        Start(options => options.Limits.MaxQueueBytes = RoomForTwo);
        WireClient publisher = await Broker.ConnectAsync();
        await publisher.SendAsync(Wire.Send("/queue/a", "0") + Wire.Send("/queue/a", new string('x', RoomForTwo), "receipt:r\n"));
        WireFrame error = await publisher.ExpectErrorAsync("the queue /queue/a is full");
        Assert.That(error["receipt-id"], Is.EqualTo("r"));
        WireClient consumer = await Broker.ConnectAsync();
        await consumer.SendAsync(Wire.Subscribe("1", "/queue/a"));
        await consumer.ExpectAsync("MESSAGE 1 0");
    }

    [TestCase("SEND\n\n\0", "lacks the header 'destination'")]
    [TestCase("SEND\ndestination:/nowhere\n\n\0", "the destination is unknown")]
    [TestCase("SEND\ndestination\n\n\0", "")]
    [TestCase("BEGIN\n\n\0", "lacks the header 'transaction'")]
    public async Task What_stands_before_a_frame_that_is_wrong_is_published(string wrong, string message)
    {
        WireClient subscriber = await Broker.ConnectAsync();
        await subscriber.DoAsync(Wire.Subscribe("1", "/topic/a"));
        WireClient publisher = await Broker.ConnectAsync();
        await publisher.SendAsync(Wire.SendMany("/topic/a", 0, 3) + wrong + Wire.Send("/topic/a", "not processed"));
        await publisher.ExpectErrorAsync(message);
        await subscriber.ExpectAsync("MESSAGE 1 0", "MESSAGE 1 1", "MESSAGE 1 2");
    }

    [Test]
    public async Task A_receipt_of_one_in_a_transaction_comes_when_all_before_it_is_published()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"));
        await client.SendAsync("BEGIN\ntransaction:t\n\n\0" + Wire.SendMany("/topic/a", 0, 3) + Wire.Send("/topic/a", "3", "transaction:t\nreceipt:r\n"));
        List<WireFrame> frames = await client.ReadManyAsync(4);
        Assert.That(frames.Select(frame => frame.Command == "RECEIPT" ? "r" : frame.Body), Is.EqualTo((string[])["0", "1", "2", "r"]));
    }

    [Test]
    public async Task A_queue_with_a_consumer_is_not_full_because_they_come_together()
    {
        Start(options => options.Limits.MaxQueueBytes = RoomForTwo);
        WireClient consumer = await Broker.ConnectAsync();
        await consumer.DoAsync(Wire.Subscribe("1", "/queue/a"));
        WireClient publisher = await Broker.ConnectAsync();
        await publisher.SendAsync(Wire.SendMany("/queue/a", 0, 20));
        List<WireFrame> messages = await consumer.ReadManyAsync(20);
        Assert.That(messages.Select(message => message.Body), Is.EqualTo(Enumerable.Range(0, 20).Select(number => $"{number}")));
    }
}
