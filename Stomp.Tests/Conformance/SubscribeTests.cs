using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>SUBSCRIBE: what it needs, and whose the messages are.</summary>
[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class SubscribeTests(Transport transport) : RefusalFixture(transport)
{
    private protected override (string Name, string Value)[] Settings => [("Limits:MaxSubscriptions", "3")];

    [Test]
    [Checklist("C-81", "C-83", "C-85", "C-86", "C-92")]
    public async Task What_cannot_be_subscribed_is_answered_by_ERROR_and_the_end([Values("1.0", "1.1", "1.2")] string version)
    {
        string subscribed = WireText.Subscribe("/topic/x").Replace("receipt:subscribed\n", "", StringComparison.Ordinal);
        string three = string.Concat(Enumerable.Range(2, 3).Select(id => subscribed.Replace("id:1\n", $"id:{id}\n", StringComparison.Ordinal)));
        await ExpectEachRefusedAsync(
            version,
            ("SUBSCRIBE\nid:1\n\n\0", "the frame lacks the header 'destination'"),
            (subscribed + WireText.Subscribe("/topic/y"), "the session has a subscription with this id already"),
            (WireText.Subscribe("/topic/x", "ack:bogus\n"), "the header 'ack' must be auto"),
            (WireText.Subscribe("/topic/x", "ack:AUTO\n"), "the header 'ack' must be auto"),
            (WireText.Subscribe("/topic/x", "ack:\n"), "the header 'ack' must be auto"),
            (WireText.Subscribe("/nowhere/x"), "the destination is unknown"),
            (WireText.Subscribe("/topic/"), "the destination names no topic"),
            (WireText.Subscribe("/topic/x", "selector:price >\n"), "the selector"),
            (WireText.Subscribe("/topic/x", "x-priority:1\n"), "do not have what the frame asks for (priority)"),
            (three + WireText.Subscribe("/topic/y"), "limit of 3 subscriptions"));
    }

    [Test]
    [Checklist("C-85")]
    public async Task Version_1_0_has_no_client_individual() =>
        await ExpectEachRefusedAsync("1.0", (WireText.Subscribe("/topic/x", "ack:client-individual\n"), "the header 'ack' must be auto or client"));

    [Test]
    [Checklist("C-82")]
    public async Task An_id_is_required([Values("1.1", "1.2")] string version) =>
        await ExpectEachRefusedAsync(version, ("SUBSCRIBE\ndestination:/topic/x\n\n\0", "the frame lacks the header 'id'"));

    [Test]
    [Checklist("C-82", "C-108")]
    public async Task Version_1_0_needs_no_id_and_then_gets_none()
    {
        Peer peer = await ConnectAsync("1.0");
        await peer.SendAsync($"SUBSCRIBE\ndestination:/topic/{Own}\n\n\0" + WireText.Send($"/topic/{Own}", "x"));
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("MESSAGE\n").And.Not.Contain("\nsubscription:").And.EndWith("\n\nx"));
    }

    [Test]
    [Checklist("C-84")]
    public async Task Two_connections_may_use_the_same_id([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer first = await ConnectAsync(version);
        Peer second = await ConnectAsync(version);
        await SubscribeAsync(first, $"/topic/{Own}.first", id: "same");
        await SubscribeAsync(second, $"/topic/{Own}.second", id: "same");
        await first.SendAsync(WireText.Send($"/topic/{Own}.second", "for the second") + WireText.Send($"/topic/{Own}.first", "for the first"));
        Assert.That(WireText.Body(await first.ReceiveAsync()), Is.EqualTo("for the first"));
        Assert.That(WireText.Body(await second.ReceiveAsync()), Is.EqualTo("for the second"));
        await second.SendAsync("UNSUBSCRIBE\nid:same\nreceipt:gone\n\n\0");
        Assert.That(await second.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:gone\n\n"));
        await first.SendAsync(WireText.Send($"/topic/{Own}.first", "still there"));
        Assert.That(WireText.Body(await first.ReceiveAsync()), Is.EqualTo("still there"));
    }

    [TestCase("1.0", "")]
    [TestCase("1.0", "ack:auto\n")]
    [TestCase("1.1", "")]
    [TestCase("1.1", "ack:auto\n")]
    [TestCase("1.2", "")]
    [TestCase("1.2", "ack:auto\n")]
    [Checklist("C-85", "C-101")]
    public async Task Auto_is_the_default_and_what_was_sent_counts_as_consumed(string version, string headers)
    {
        Peer first = await ConnectAsync(version);
        await SubscribeAsync(first, $"/queue/{Own}", headers);
        await first.SendAsync(WireText.Send($"/queue/{Own}", "x"));
        Assert.That(await first.ReceiveAsync(), Does.EndWith("\n\nx").And.Not.Contain("\nack:"));
        first.Die();
        Peer next = await ConnectAsync(version);
        await Eventually.HoldsAsync(() => Server.Broker.SessionCount == 1, "the broker has seen that the client died");
        await SubscribeAsync(next, $"/queue/{Own}");
        await ExpectQuietAsync(next);
    }

    [Test]
    [Checklist("C-87")]
    public async Task Each_subscription_to_a_topic_gets_a_copy([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/topic/{Own}", id: "a");
        await SubscribeAsync(peer, $"/topic/{Own}", id: "b");
        await SubscribeAsync(peer, $"/topic/{Own}", "ack:client\n", id: "c");
        await peer.SendAsync(WireText.Send($"/topic/{Own}", "x"));
        string[] messages = [await peer.ReceiveAsync(), await peer.ReceiveAsync(), await peer.ReceiveAsync()];
        Assert.That(messages.Select(message => WireText.Header(message, "subscription")), Is.EquivalentTo(["a", "b", "c"]));
        Assert.That(messages.Select(WireText.Body), Has.All.EqualTo("x"));
        await ExpectQuietAsync(peer);
    }

    [Test]
    [Checklist("C-87")]
    public async Task Subscriptions_to_a_queue_share_its_messages([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/queue/{Own}", id: "a");
        await SubscribeAsync(peer, $"/queue/{Own}", id: "b");
        await peer.SendAsync(WireText.Send($"/queue/{Own}", "1") + WireText.Send($"/queue/{Own}", "2"));
        string[] messages = [await peer.ReceiveAsync(), await peer.ReceiveAsync()];
        Assert.That(messages.Select(message => WireText.Header(message, "subscription")), Is.EquivalentTo(["a", "b"]));
        Assert.That(messages.Select(WireText.Body), Is.EqualTo(["1", "2"]));
        await ExpectQuietAsync(peer);
    }
}
