using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>Which messages an ACK or a NACK is for, and what becomes of the others.</summary>
[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class AckScopeTests(Transport transport) : ConformanceFixture(transport)
{
    private static string Queue => $"/queue/{Own}";

    [Test]
    [Checklist("C-97")]
    public async Task Client_individual_ACKs_out_of_order_settle_one_message_each([Values("1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, Queue, "ack:client-individual\n");
        string[] messages = await SendAndReceiveAsync(peer, "1", "2", "3", "4", "5");
        await peer.SendAsync(AckText.Ack(version, messages[3]) + AckText.Ack(version, messages[1]));
        await ExpectQuietAsync(peer);
        peer.Die();
        await ExpectRedeliveredAsync("1", "3", "5");
    }

    [Test]
    [Checklist("C-97", "C-102")]
    public async Task A_client_individual_NACK_brings_back_its_message_only([Values("1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, Queue, "ack:client-individual\n");
        string[] messages = await SendAndReceiveAsync(peer, "1", "2", "3");
        await peer.SendAsync(AckText.Nack(version, messages[1], "receipt:refused\n"));

        string again = await ReceiveAroundReceiptAsync(peer, "refused");
        Assert.That(again, Does.Contain("\nredelivered:true\n").And.EndWith("\n\n2"));
        Assert.That(AckText.Key(version, again), Is.Not.EqualTo(AckText.Key(version, messages[1])));
        await peer.SendAsync(
            AckText.Ack(version, messages[2]) + AckText.Ack(version, again) + AckText.Ack(version, messages[0], "receipt:all\n"));
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:all\n\n"));
        peer.Die();
        await ExpectRedeliveredAsync();
    }

    [Test]
    [Checklist("C-98")]
    public async Task A_client_ACK_is_for_all_earlier_messages_of_its_subscription_only([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, Queue, "ack:client\n", id: "a");
        await SubscribeAsync(peer, Queue, "ack:client\n", id: "b");
        string[] messages = await SendAndReceiveAsync(peer, "1", "2", "3", "4", "5", "6");
        string[] ofA = [.. messages.Where(message => WireText.Header(message, "subscription") == "a")];
        string[] ofB = [.. messages.Where(message => WireText.Header(message, "subscription") == "b")];
        Assert.That(ofA, Has.Length.EqualTo(3), "the subscriptions take turns");

        await peer.SendAsync(AckText.Ack(version, ofA[1]));
        await ExpectQuietAsync(peer);
        peer.Die();
        await ExpectRedeliveredAsync([.. ofB.Append(ofA[2]).Select(WireText.Body).Order()]);
    }

    [Test]
    [Checklist("C-99", "C-102")]
    public async Task A_client_NACK_is_for_all_earlier_messages_that_are_not_settled([Values("1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, Queue, "ack:client\n", id: "a");
        await SubscribeAsync(peer, $"{Queue}.other", "ack:client\n", id: "b");
        string[] messages = await SendAndReceiveAsync(peer, "1", "2", "3", "4");
        await peer.SendAsync(WireText.Send($"{Queue}.other", "other"));
        string other = await peer.ReceiveAsync();
        await peer.SendAsync(AckText.Ack(version, messages[0]) + AckText.Nack(version, messages[2]));

        string[] again = [await peer.ReceiveAsync(), await peer.ReceiveAsync()];
        Assert.That(again.Select(WireText.Body), Is.EqualTo(["2", "3"]));
        Assert.That(again, Has.All.Contains("\nredelivered:true\n"));
        await ExpectQuietAsync(peer);
        await peer.SendAsync(AckText.Ack(version, other) + AckText.Ack(version, messages[3], "receipt:all\n"));
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:all\n\n"));
    }

    [Test]
    [Checklist("C-102")]
    public async Task A_refused_message_may_go_to_another_consumer([Values("1.1", "1.2")] string version)
    {
        Peer first = await ConnectAsync(version);
        await SubscribeAsync(first, Queue, "ack:client\n");
        string[] messages = await SendAndReceiveAsync(first, "1");
        Peer second = await ConnectAsync(version);
        await SubscribeAsync(second, Queue, "ack:client\n");

        // It is the first one's turn again, then the second one's.
        await first.SendAsync(AckText.Nack(version, messages[0]));
        string again = await first.ReceiveAsync();
        await first.SendAsync(AckText.Nack(version, again));
        Assert.That(await second.ReceiveAsync(), Does.Contain("\nredelivered:true\n").And.EndWith("\n\n1"));
        await ExpectQuietAsync(first);
    }

    [TestCase("1.0", "client")]
    [TestCase("1.1", "client")]
    [TestCase("1.1", "client-individual")]
    [TestCase("1.2", "client")]
    [TestCase("1.2", "client-individual")]
    [Checklist("C-100")]
    public async Task What_was_not_acknowledged_comes_again_after_the_connection_is_lost(string version, string mode)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, Queue, $"ack:{mode}\n");
        string[] messages = await SendAndReceiveAsync(peer, "1", "2", "3");
        await peer.SendAsync(AckText.Ack(version, messages[0]));
        await ExpectQuietAsync(peer);
        peer.Die();
        await ExpectRedeliveredAsync("2", "3");
    }

    [Test]
    [Checklist("C-103")]
    public async Task In_a_transaction_they_count_at_COMMIT([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, Queue, "ack:client\n");
        string[] messages = await SendAndReceiveAsync(peer, "1", "2", "3");
        await peer.SendAsync(
            "BEGIN\ntransaction:done\n\n\0" + AckText.Ack(version, messages[0], "transaction:done\n") + "COMMIT\ntransaction:done\n\n\0"
            + "BEGIN\ntransaction:open\n\n\0" + AckText.Ack(version, messages[1], "transaction:open\n"));
        await ExpectQuietAsync(peer);
        peer.Die();
        await ExpectRedeliveredAsync("2", "3");
    }

    [Test]
    [Checklist("C-103")]
    public async Task A_NACK_in_a_transaction_counts_at_COMMIT([Values("1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, Queue, "ack:client\n");
        string[] messages = await SendAndReceiveAsync(peer, "1");
        await peer.SendAsync("BEGIN\ntransaction:t\n\n\0" + AckText.Nack(version, messages[0], "transaction:t\n"));
        await ExpectQuietAsync(peer);
        await peer.SendAsync("COMMIT\ntransaction:t\n\n\0");
        Assert.That(await peer.ReceiveAsync(), Does.Contain("\nredelivered:true\n").And.EndWith("\n\n1"));
    }

    private static async Task<string[]> SendAndReceiveAsync(Peer peer, params string[] bodies)
    {
        await peer.SendAsync(string.Concat(bodies.Select(body => WireText.Send(Queue, body))));
        var messages = new string[bodies.Length];
        for (int i = 0; i < bodies.Length; i++)
        {
            messages[i] = await peer.ReceiveAsync();
        }

        Assert.That(messages.Select(WireText.Body), Is.EqualTo(bodies));
        return messages;
    }

    // The receipt of a NACK and the message that it brings back come in either order.
    private static async Task<string> ReceiveAroundReceiptAsync(Peer peer, string receipt)
    {
        string[] frames = [await peer.ReceiveAsync(), await peer.ReceiveAsync()];
        Assert.That(frames, Has.One.EqualTo($"RECEIPT\nreceipt-id:{receipt}\n\n"));
        return frames.Single(frame => frame.StartsWith("MESSAGE\n", StringComparison.Ordinal));
    }

    // The next consumer gets these, in order, as redelivered ones, and no more. The connection before must have gone.
    private async Task ExpectRedeliveredAsync(params string[] bodies)
    {
        await Eventually.HoldsAsync(() => Server.Broker.SessionCount == 0, "the broker has seen that the client died");
        Peer next = await ConnectAsync();
        await SubscribeAsync(next, Queue);
        foreach (string body in bodies)
        {
            Assert.That(await next.ReceiveAsync(), Does.Contain("\nredelivered:true\n").And.EndWith($"\n\n{body}"));
        }

        await ExpectQuietAsync(next);
    }
}
