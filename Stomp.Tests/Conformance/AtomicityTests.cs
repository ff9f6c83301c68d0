using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>Transactions are all or nothing, however they end.</summary>
[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class AtomicityTests(Transport transport) : RefusalFixture(transport)
{
    private static string Queue => $"/queue/{Own}";

    private static string Topic => $"/topic/{Own}";

    private protected override (string Name, string Value)[] Settings => [("Limits:MaxQueueBytes", "10000")];

    [Test]
    [Checklist("C-114")]
    public async Task SEND_ACK_and_NACK_are_applied_together_at_COMMIT([Values("1.1", "1.2")] string version)
    {
        Peer watcher = await ConnectAsync(version);
        await SubscribeAsync(watcher, Topic);
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, Queue, "ack:client-individual\n");
        await peer.SendAsync(WireText.Send(Queue, "accepted") + WireText.Send(Queue, "refused"));
        string[] held = [await peer.ReceiveAsync(), await peer.ReceiveAsync()];
        await peer.SendAsync(
            "BEGIN\ntransaction:t\n\n\0" + AckText.Ack(version, held[0], "transaction:t\n") + AckText.Nack(version, held[1], "transaction:t\n")
            + WireText.Send(Topic, "sent", "transaction:t\n"));
        await ExpectQuietAsync(peer);
        await ExpectQuietAsync(watcher);

        await peer.SendAsync("COMMIT\ntransaction:t\n\n\0");
        Assert.That(WireText.Body(await watcher.ReceiveAsync()), Is.EqualTo("sent"));
        Assert.That(WireText.Body(await peer.ReceiveAsync()), Is.EqualTo("refused"));
        await ExpectQuietAsync(peer);
    }

    [Test]
    [Checklist("C-114", "C-123")]
    public async Task A_COMMIT_that_cannot_be_applied_in_whole_is_not_applied_at_all([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer watcher = await ConnectAsync(version);
        await SubscribeAsync(watcher, Topic);
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, Queue, "ack:client\n");
        await peer.SendAsync(WireText.Send(Queue, "held"));
        string held = await peer.ReceiveAsync();
        await peer.SendAsync(
            "BEGIN\ntransaction:t\n\n\0" + AckText.Ack(version, held, "transaction:t\n") + WireText.Send(Topic, "sent", "transaction:t\n")
            + WireText.Send($"{Queue}.other", "small", "transaction:t\n") + WireText.Send($"{Queue}.other", new string('x', 10_000), "transaction:t\n"));
        string error = await ExpectRefusedAsync(peer, "COMMIT\ntransaction:t\nreceipt:r\n\n\0", "nothing of the transaction is applied");
        Assert.That(error, Does.Contain("\nreceipt-id:r\n"));

        await ExpectQuietAsync(watcher);
        await SubscribeAsync(watcher, $"{Queue}.other", id: "2");
        await ExpectQuietAsync(watcher);
        await SubscribeAsync(watcher, Queue, id: "3");
        Assert.That(await watcher.ReceiveAsync(), Does.Contain("\nredelivered:true\n").And.EndWith("\n\nheld"));
    }

    [Test]
    [Checklist("C-114", "C-118")]
    public async Task One_that_is_open_when_the_session_ends_is_aborted(
        [Values("1.0", "1.1", "1.2")] string version, [Values("DISCONNECT", "ERROR", "FIN", "death")] string end)
    {
        Peer watcher = await ConnectAsync(version);
        await SubscribeAsync(watcher, Topic);
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, Queue, "ack:client\n");
        await peer.SendAsync(WireText.Send(Queue, "held"));
        string held = await peer.ReceiveAsync();
        await peer.SendAsync(
            "BEGIN\ntransaction:t\n\n\0" + AckText.Ack(version, held, "transaction:t\n") + WireText.Send(Topic, "sent", "transaction:t\n"));
        await ExpectQuietAsync(peer);
        switch (end)
        {
            case "FIN":
                await peer.FinishAsync();
                break;
            case "death":
                peer.Die();
                break;
            default:
                await peer.SendAsync($"{end}\n\n\0"); // ERROR is no client's frame
                break;
        }

        await SubscribeAsync(watcher, Queue, id: "2");
        Assert.That(await watcher.ReceiveAsync(), Does.Contain("\nredelivered:true\n").And.EndWith("\n\nheld"));
        await ExpectQuietAsync(watcher);
    }

    [Test]
    [Checklist("C-119")]
    public async Task After_ABORT_sends_are_gone_and_messages_may_be_acknowledged_again([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, Queue, "ack:client\n");
        await SubscribeAsync(peer, Topic, id: "2");
        await peer.SendAsync(WireText.Send(Queue, "1") + WireText.Send(Queue, "2"));
        string first = await peer.ReceiveAsync();
        string second = await peer.ReceiveAsync();
        await peer.SendAsync(
            "BEGIN\ntransaction:t\n\n\0" + AckText.Ack(version, second, "transaction:t\n") + WireText.Send(Topic, "sent", "transaction:t\n")
            + "ABORT\ntransaction:t\n\n\0");
        await ExpectQuietAsync(peer); // un-acknowledged again, not delivered again

        await peer.SendAsync(AckText.Ack(version, first, "receipt:1\n") + AckText.Ack(version, second, "receipt:2\n"));
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:1\n\n"));
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:2\n\n"));
    }

    [Test]
    [Checklist("C-119", "C-100")]
    public async Task After_ABORT_what_was_acknowledged_in_it_comes_again_when_the_client_dies([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, Queue, "ack:client\n");
        await peer.SendAsync(WireText.Send(Queue, "1"));
        string held = await peer.ReceiveAsync();
        await peer.SendAsync("BEGIN\ntransaction:t\n\n\0" + AckText.Ack(version, held, "transaction:t\n") + "ABORT\ntransaction:t\n\n\0");
        await ExpectQuietAsync(peer);
        peer.Die();
        Peer next = await ConnectAsync(version);
        await SubscribeAsync(next, Queue);
        Assert.That(await next.ReceiveAsync(), Does.Contain("\nredelivered:true\n").And.EndWith("\n\n1"));
    }
}
