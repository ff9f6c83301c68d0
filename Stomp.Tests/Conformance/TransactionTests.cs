using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>BEGIN, COMMIT and ABORT: what they need, and how they are told apart.</summary>
[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class TransactionTests(Transport transport) : RefusalFixture(transport)
{
    private static string Topic => $"/topic/{Own}";

    [Test]
    [Checklist("C-113", "C-115", "C-117")]
    public async Task A_transaction_that_is_not_named_not_open_or_open_already_is_refused([Values("1.0", "1.1", "1.2")] string version)
    {
        const string Lacks = "the frame lacks the header 'transaction'";
        const string NotOpen = "no transaction with this id is open";
        await ExpectEachRefusedAsync(
            version,
            ("BEGIN\n\n\0", Lacks),
            ("COMMIT\n\n\0", Lacks),
            ("ABORT\n\n\0", Lacks),
            ("BEGIN\ntransaction:t\n\n\0BEGIN\ntransaction:t\nreceipt:second\n\n\0", "a transaction with this id is open already"),
            ("COMMIT\ntransaction:t\nreceipt:r\n\n\0", NotOpen),
            ("ABORT\ntransaction:t\nreceipt:r\n\n\0", NotOpen),
            (WireText.Send("/topic/x", "x", "transaction:t\nreceipt:r\n"), NotOpen),
            ("BEGIN\ntransaction:t\n\n\0COMMIT\ntransaction:T\n\n\0", NotOpen),
            ("BEGIN\ntransaction:t\n\n\0COMMIT\ntransaction:t\n\n\0COMMIT\ntransaction:t\n\n\0", NotOpen),
            ("BEGIN\ntransaction:t\n\n\0ABORT\ntransaction:t\n\n\0ABORT\ntransaction:t\n\n\0", NotOpen));
    }

    [TestCase("1.0", "ACK")]
    [TestCase("1.1", "ACK")]
    [TestCase("1.1", "NACK")]
    [TestCase("1.2", "ACK")]
    [TestCase("1.2", "NACK")]
    [Checklist("C-117")]
    public async Task An_acknowledgement_in_an_unknown_transaction_is_refused_and_does_not_count(string version, string command)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/queue/{Own}", "ack:client\n");
        await peer.SendAsync(WireText.Send($"/queue/{Own}", "x"));
        string message = await peer.ReceiveAsync();
        await ExpectRefusedAsync(peer, $"{command}\n{AckText.Key(version, message)}transaction:t\n\n\0", "no transaction with this id is open");
        Peer next = await ConnectAsync(version);
        await SubscribeAsync(next, $"/queue/{Own}");
        Assert.That(WireText.Body(await next.ReceiveAsync()), Is.EqualTo("x"));
    }

    [Test]
    [Checklist("C-115")]
    public async Task A_second_BEGIN_applies_nothing_of_the_first([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer subscriber = await ConnectAsync(version);
        await SubscribeAsync(subscriber, Topic);
        Peer peer = await ConnectAsync(version);
        string begin = "BEGIN\ntransaction:t\n\n\0";
        await ExpectRefusedAsync(peer, begin + WireText.Send(Topic, "x", "transaction:t\n") + begin + "COMMIT\ntransaction:t\n\n\0", "is open already");
        await ExpectQuietAsync(subscriber);
    }

    [TestCase("1.0", "COMMIT")]
    [TestCase("1.0", "ABORT")]
    [TestCase("1.1", "COMMIT")]
    [TestCase("1.1", "ABORT")]
    [TestCase("1.2", "COMMIT")]
    [TestCase("1.2", "ABORT")]
    [Checklist("C-116")]
    public async Task An_id_may_be_used_again(string version, string end)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, Topic);
        await peer.SendAsync(
            "BEGIN\ntransaction:t\n\n\0" + WireText.Send(Topic, "first", "transaction:t\n") + $"{end}\ntransaction:t\n\n\0"
            + "BEGIN\ntransaction:t\n\n\0" + WireText.Send(Topic, "second", "transaction:t\n") + "COMMIT\ntransaction:t\nreceipt:done\n\n\0");
        foreach (string body in (string[])(end == "COMMIT" ? ["first", "second"] : ["second"]))
        {
            Assert.That(await ReceiveMessageAsync(peer), Is.EqualTo(body));
        }
    }

    [Test]
    [Checklist("C-120")]
    public async Task Several_may_be_interleaved([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, Topic);
        await peer.SendAsync(
            "BEGIN\ntransaction:a\n\n\0BEGIN\ntransaction:b\n\n\0BEGIN\ntransaction:c\n\n\0"
            + WireText.Send(Topic, "a1", "transaction:a\n") + WireText.Send(Topic, "b1", "transaction:b\n")
            + WireText.Send(Topic, "c1", "transaction:c\n") + WireText.Send(Topic, "a2", "transaction:a\n")
            + WireText.Send(Topic, "b2", "transaction:b\n")
            + "COMMIT\ntransaction:b\n\n\0ABORT\ntransaction:c\n\n\0COMMIT\ntransaction:a\n\n\0");
        foreach (string body in (string[])["b1", "b2", "a1", "a2"])
        {
            Assert.That(WireText.Body(await peer.ReceiveAsync()), Is.EqualTo(body));
        }

        await ExpectQuietAsync(peer);
    }

    [Test]
    [Checklist("C-121")]
    public async Task The_receipt_of_a_frame_in_it_says_no_more_than_that_it_was_taken([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer subscriber = await ConnectAsync(version);
        await SubscribeAsync(subscriber, Topic);
        Peer publisher = await ConnectAsync(version);
        await publisher.SendAsync("BEGIN\ntransaction:t\n\n\0" + WireText.Send(Topic, "x", "transaction:t\nreceipt:taken\n"));
        Assert.That(await publisher.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:taken\n\n"));
        await ExpectQuietAsync(subscriber);
        await publisher.SendAsync("COMMIT\ntransaction:t\nreceipt:applied\n\n\0");
        Assert.That(await publisher.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:applied\n\n"));

        // Applied: whoever comes next stands behind it.
        await publisher.SendAsync(WireText.Send(Topic, "y"));
        Assert.That(WireText.Body(await subscriber.ReceiveAsync()), Is.EqualTo("x"));
        Assert.That(WireText.Body(await subscriber.ReceiveAsync()), Is.EqualTo("y"));
    }

    private static async Task<string> ReceiveMessageAsync(Peer peer)
    {
        string frame;
        while (!(frame = await peer.ReceiveAsync()).StartsWith("MESSAGE\n", StringComparison.Ordinal))
        {
            Assert.That(frame, Does.StartWith("RECEIPT\n"));
        }

        return WireText.Body(frame);
    }
}
