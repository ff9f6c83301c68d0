using NUnit.Framework;

namespace Stomp.Tests.EndToEnd;

/// <summary>Sessions over TCP sockets, from CONNECT to DISCONNECT.</summary>
public sealed class TcpSessionTests : ServerFixture
{
    [TestCase("1.0")]
    [TestCase("1.1")]
    [TestCase("1.2")]
    public async Task A_subscriber_gets_what_is_sent_C_44_C_110(string version)
    {
        await using TcpPeer subscriber = await TcpPeer.ConnectAsync(Server.Tcp, version);
        await using TcpPeer publisher = await TcpPeer.ConnectAsync(Server.Tcp, version);
        await subscriber.SubscribeAsync($"/topic/{version}");

        await publisher.SendAsync(WireText.Send($"/topic/{version}", "grüß Gott", "content-type:text/plain\ncolour:blue\nreceipt:sent\n"));
        Assert.That(await publisher.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:sent\n\n"));
        string message = await subscriber.ReceiveAsync();
        Assert.That(message, Does.StartWith("MESSAGE\n").And.EndWith("\n\ngrüß Gott"));
        Assert.That(WireText.Header(message, "destination"), Is.EqualTo($"/topic/{version}"));
        Assert.That(WireText.Header(message, "subscription"), Is.EqualTo("1"));
        Assert.That(WireText.Header(message, "colour"), Is.EqualTo("blue"));
        Assert.That(WireText.Header(message, "content-type"), Is.EqualTo("text/plain"));
        Assert.That(message, Does.Not.Contain("receipt"));
    }

    [Test]
    public async Task What_was_not_acknowledged_goes_to_another_when_the_socket_dies_C_97_C_100()
    {
        await using TcpPeer first = await TcpPeer.ConnectAsync(Server.Tcp);
        await first.SubscribeAsync("/queue/ack", "ack:client-individual\n");
        foreach (string body in (string[])["a", "b", "c"])
        {
            await first.SendAsync(WireText.Send("/queue/ack", body));
        }

        Assert.That(WireText.Body(await first.ReceiveAsync()), Is.EqualTo("a"));
        string second = await first.ReceiveAsync();
        Assert.That(WireText.Body(second), Is.EqualTo("b"));
        Assert.That(WireText.Body(await first.ReceiveAsync()), Is.EqualTo("c"));
        await first.SendAsync($"ACK\nid:{WireText.Header(second, "ack")}\nreceipt:acked\n\n\0");
        Assert.That(await first.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:acked\n\n"));
        first.Reset();

        await using TcpPeer next = await TcpPeer.ConnectAsync(Server.Tcp);
        await next.SubscribeAsync("/queue/ack");
        Assert.That(WireText.Body(await next.ReceiveAsync()), Is.EqualTo("a"));
        Assert.That(WireText.Body(await next.ReceiveAsync()), Is.EqualTo("c"));
    }

    [Test]
    public async Task A_transaction_is_visible_after_COMMIT_and_never_after_ABORT_C_114_C_119()
    {
        await using TcpPeer subscriber = await TcpPeer.ConnectAsync(Server.Tcp);
        await subscriber.SubscribeAsync("/topic/transaction");
        await using TcpPeer publisher = await TcpPeer.ConnectAsync(Server.Tcp);
        await publisher.SendAsync("BEGIN\ntransaction:t\n\n\0BEGIN\ntransaction:u\n\n\0");
        await publisher.SendAsync(WireText.Send("/topic/transaction", "committed", "transaction:t\n"));
        await publisher.SendAsync(WireText.Send("/topic/transaction", "aborted", "transaction:u\n"));
        await publisher.SendAsync(WireText.Send("/topic/transaction", "before"));
        await publisher.SendAsync("ABORT\ntransaction:u\n\n\0COMMIT\ntransaction:t\n\n\0");
        await publisher.SendAsync(WireText.Send("/topic/transaction", "after"));

        Assert.That(WireText.Body(await subscriber.ReceiveAsync()), Is.EqualTo("before"));
        Assert.That(WireText.Body(await subscriber.ReceiveAsync()), Is.EqualTo("committed"));
        Assert.That(WireText.Body(await subscriber.ReceiveAsync()), Is.EqualTo("after"));
    }

    [Test]
    public async Task Every_frame_that_asks_for_it_gets_one_receipt_and_the_last_one_before_the_end_C_122_C_128()
    {
        await using TcpPeer peer = await TcpPeer.ConnectAsync(Server.Tcp);
        await peer.SendAsync(
            "SEND\ndestination:/queue/receipts\nreceipt:1\n\nx\0"
            + "SUBSCRIBE\nid:0\ndestination:/queue/receipts\nack:client\nreceipt:2\n\n\0");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:1\n\n"));
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:2\n\n"));
        string ack = WireText.Header(await peer.ReceiveAsync(), "ack");
        await peer.SendAsync(
            "BEGIN\ntransaction:t\nreceipt:3\n\n\0"
            + $"NACK\nid:{ack}\ntransaction:t\nreceipt:4\n\n\0"
            + "ABORT\ntransaction:t\nreceipt:5\n\n\0"
            + "BEGIN\ntransaction:t\nreceipt:6\n\n\0"
            + $"ACK\nid:{ack}\ntransaction:t\nreceipt:7\n\n\0"
            + "COMMIT\ntransaction:t\nreceipt:8\n\n\0"
            + "UNSUBSCRIBE\nid:0\nreceipt:a\\cb\\\\\n\n\0"
            + "DISCONNECT\nreceipt:bye\n\n\0");
        Assert.That(
            (await peer.ReceiveToEndAsync()).Split('\0', StringSplitOptions.RemoveEmptyEntries),
            Is.EqualTo(((string[])["3", "4", "5", "6", "7", "8", "a\\cb\\\\", "bye"]).Select(id => $"RECEIPT\nreceipt-id:{id}\n\n")));
    }

    [Test]
    public async Task Frames_split_anywhere_are_the_same_frames([Range(1, 8)] int seed)
    {
        byte[] wire = System.Text.Encoding.UTF8.GetBytes(
            WireText.Connect() + "\n\n"
            + WireText.Subscribe($"/topic/split.{seed}") + "\r\n"
            + WireText.Send($"/topic/split.{seed}", "first: grüß Gott", "name:a\\nb\\cc\n")
            + WireText.Send($"/topic/split.{seed}", "second"));
        await using TcpPeer peer = await TcpPeer.OpenAsync(Server.Tcp);
        var random = new Random(seed);
        for (int sent = 0; sent < wire.Length;)
        {
            int length = Math.Min(wire.Length - sent, random.Next(1, 5 * seed));
            await peer.SendAsync(wire.AsMemory(sent, length));
            sent += length;
            await Task.Yield();
        }

        Assert.That(await peer.ReceiveAsync(), Does.StartWith("CONNECTED\n"));
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("RECEIPT\n"));
        string first = await peer.ReceiveAsync();
        Assert.That(WireText.Body(first), Is.EqualTo("first: grüß Gott"));
        Assert.That(WireText.Header(first, "name"), Is.EqualTo("a\\nb\\cc"));
        Assert.That(WireText.Body(await peer.ReceiveAsync()), Is.EqualTo("second"));
    }
}
