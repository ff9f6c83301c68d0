using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>RECEIPT: for which frames, how many, and what it says.</summary>
[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class ReceiptTests(Transport transport) : RefusalFixture(transport)
{
    [Test]
    [Checklist("C-122", "C-127")]
    public async Task Every_frame_that_asks_for_one_gets_one([Values("1.0", "1.1", "1.2")] string version)
    {
        string queue = $"/queue/{Own}";
        Peer peer = await ConnectAsync(version);
        await peer.SendAsync(WireText.Send(queue, "a", "receipt:send\n") + WireText.Send(queue, "b") + WireText.Subscribe(queue, "ack:client\n"));
        await ExpectReceiptsAsync(peer, "send", "subscribed");
        string a = await peer.ReceiveAsync();
        string b = await peer.ReceiveAsync();
        await peer.SendAsync(
            "BEGIN\ntransaction:t\nreceipt:begin\n\n\0" + AckText.Ack(version, a, "transaction:t\nreceipt:ack in\n")
            + WireText.Send($"/topic/{Own}", "x", "transaction:t\nreceipt:send in\n") + "COMMIT\ntransaction:t\nreceipt:commit\n\n\0"
            + "BEGIN\ntransaction:t\nreceipt:begin again\n\n\0ABORT\ntransaction:t\nreceipt:abort\n\n\0"
            + AckText.Ack(version, b, "receipt:ack\n") + "UNSUBSCRIBE\nid:1\nreceipt:unsubscribe\n\n\0DISCONNECT\nreceipt:bye\n\n\0");
        await ExpectReceiptsAsync(peer, "begin", "ack in", "send in", "commit", "begin again", "abort", "ack", "unsubscribe", "bye");
        Assert.That(await peer.ReceiveToEndAsync(), Is.Empty);
    }

    [Test]
    [Checklist("C-122")]
    public async Task NACK_gets_one_too([Values("1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/topic/{Own}", "ack:client\nprefetch-count:1\n");
        await peer.SendAsync(WireText.Send($"/topic/{Own}", "x"));
        string message = await peer.ReceiveAsync();
        await peer.SendAsync(
            "BEGIN\ntransaction:t\n\n\0" + AckText.Nack(version, message, "transaction:t\nreceipt:nack in\n") + "ABORT\ntransaction:t\n\n\0");
        await ExpectReceiptsAsync(peer, "nack in");
        await peer.SendAsync(AckText.Nack(version, message, "receipt:nack\n"));
        string[] frames = [await peer.ReceiveAsync(), await peer.ReceiveAsync()];
        Assert.That(frames, Has.One.EqualTo("RECEIPT\nreceipt-id:nack\n\n").And.One.Contains("\nredelivered:true\n"));
    }

    [Test]
    [Checklist("C-123", "C-136")]
    public async Task A_frame_that_failed_gets_ERROR_with_its_receipt_id_instead([Values("1.0", "1.1", "1.2")] string version)
    {
        string[] frames =
        [
            "SEND\nreceipt:r\n\nx\0",
            WireText.Send("/nowhere/x", "x", "receipt:r\n"),
            WireText.Send("/topic/x", "x", "transaction:t\nreceipt:r\n"),
            "SUBSCRIBE\nid:1\nreceipt:r\n\n\0",
            "UNSUBSCRIBE\nid:1\nreceipt:r\n\n\0",
            "ACK\nid:1-1\nmessage-id:a-1-1\nsubscription:1\nreceipt:r\n\n\0",
            "NACK\nid:1-1\nmessage-id:a-1-1\nsubscription:1\nreceipt:r\n\n\0",
            "BEGIN\nreceipt:r\n\n\0",
            "COMMIT\ntransaction:t\nreceipt:r\n\n\0",
            "ABORT\ntransaction:t\nreceipt:r\n\n\0",
            "CONNECT\naccept-version:1.2\nreceipt:r\n\n\0",
            "SEND\ndestination:/topic/x\nreceipt:r\nno colon\n\n\0",
            "SEND\ndestination:/topic/x\nreceipt:r\ncontent-length:1\n\nxx\0",
        ];
        await ExpectEachRefusedAsync(version, [.. frames.Select(frame => (frame, "\nreceipt-id:r\n"))]);
    }

    [Test]
    [Checklist("C-124")]
    public async Task It_says_that_the_frames_before_were_received([Values("1.0", "1.1", "1.2")] string version)
    {
        const int Messages = 100;
        Peer publisher = await ConnectAsync(version);
        IEnumerable<string> sends = Enumerable.Range(1, Messages).Select(i => WireText.Send($"/queue/{Own}", $"{i}", i == Messages ? "receipt:last\n" : ""));
        await publisher.SendAsync(string.Concat(sends));
        await ExpectReceiptsAsync(publisher, "last");
        Peer subscriber = await ConnectAsync(version);
        await SubscribeAsync(subscriber, $"/queue/{Own}");
        for (int i = 1; i <= Messages; i++)
        {
            Assert.That(WireText.Body(await subscriber.ReceiveAsync()), Is.EqualTo($"{i}"));
        }
    }

    [TestCase("1.0", @"a:b\c\n")]
    [TestCase("1.0", "grüß 😀")]
    [TestCase("1.1", "")]
    [TestCase("1.1", @"a\cb\\c\n")]
    [TestCase("1.1", " grüß 😀 ")]
    [TestCase("1.2", "")]
    [TestCase("1.2", @"a\cb\\c\r\n")]
    [TestCase("1.2", " grüß 😀 ")]
    [Checklist("C-126", "C-122")]
    public async Task Its_id_comes_back_as_it_was_written(string version, string id)
    {
        Peer peer = await ConnectAsync(version);
        await peer.SendAsync(WireText.Send($"/topic/{Own}", "x", $"receipt:{id}\n"));
        await ExpectReceiptsAsync(peer, id);
        Assert.That(await ExpectRefusedAsync(peer, $"SEND\nreceipt:{id}\n\n\0", ""), Does.Contain($"\nreceipt-id:{id}\n"));
    }

    [TestCase("1.0", "/queue/")]
    [TestCase("1.1", "/queue/")]
    [TestCase("1.2", "/queue/")]
    [TestCase("1.2", "/topic/")]
    [Checklist("C-131")]
    public async Task That_of_SUBSCRIBE_comes_before_the_first_message(string version, string prefix)
    {
        const int Rounds = 20;
        Peer publisher = await ConnectAsync(version);
        Peer subscriber = await ConnectAsync(version);
        string sends = string.Concat(Enumerable.Repeat(WireText.Send(prefix + Own, "x"), 50));
        for (int round = 0; round < Rounds; round++)
        {
            Task sending = publisher.SendAsync(sends);
            await SubscribeAsync(subscriber, prefix + Own, id: $"{round}");
            await sending;
            await publisher.SendAsync(WireText.Send(prefix + Own, "last"));
            string message;
            do
            {
                message = await subscriber.ReceiveAsync();
                Assert.That(WireText.Header(message, "subscription"), Is.EqualTo($"{round}"));
            }
            while (WireText.Body(message) != "last");
            await subscriber.SendAsync($"UNSUBSCRIBE\nid:{round}\n\n\0");
            await ExpectQuietAsync(subscriber);
        }
    }

    private static async Task ExpectReceiptsAsync(Peer peer, params string[] ids)
    {
        foreach (string id in ids)
        {
            Assert.That(await peer.ReceiveAsync(), Is.EqualTo($"RECEIPT\nreceipt-id:{id}\n\n"));
        }
    }
}
