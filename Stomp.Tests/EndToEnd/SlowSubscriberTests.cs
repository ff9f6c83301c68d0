using NUnit.Framework;

namespace Stomp.Tests.EndToEnd;

/// <summary>A subscriber that does not read harms nobody but itself.</summary>
public sealed class SlowSubscriberTests : ServerFixture
{
    private const int MaxMessages = 2_000;

    private protected override (string Name, string Value)[] Settings => [("Limits:MaxOutboxBytes", "1048576")];

    [Test]
    public async Task It_is_disconnected_with_a_reason_in_the_log_while_others_go_on()
    {
        await using TcpPeer slow = await TcpPeer.ConnectAsync(Server.Tcp, receiveBuffer: 4096);
        await slow.SubscribeAsync("/topic/slow");
        await using TcpPeer other = await TcpPeer.ConnectAsync(Server.Tcp);
        await other.SubscribeAsync("/topic/slow");
        await using TcpPeer publisher = await TcpPeer.ConnectAsync(Server.Tcp);

        // The buffers of the system come before the broker's: how many messages they take is its affair.
        string body = new('x', 64 * 1024);
        int sent = 0;
        for (; !Server.Log.Entries.Any(static entry => entry.EventId == 103); sent++)
        {
            Assert.That(sent, Is.LessThan(MaxMessages), "nobody stops the subscriber that does not read");
            await publisher.SendAsync(WireText.Send("/topic/slow", $"{sent} {body}", $"receipt:{sent}\n"));
            Assert.That(await publisher.ReceiveAsync(), Is.EqualTo($"RECEIPT\nreceipt-id:{sent}\n\n"));
            Assert.That(WireText.Body(await other.ReceiveAsync()), Is.EqualTo($"{sent} {body}"));
        }

        string reason = await Server.Log.WaitForAsync(103);
        Assert.That(reason, Does.Contain($"{slow.LocalEndPoint}").And.Contain("1048576").And.Contain("too slowly"));
        await Eventually.HoldsAsync(() => Server.Broker.SessionCount == 2, "the slow session has ended");

        await publisher.SendAsync(WireText.Send("/topic/slow", "the end"));
        Assert.That(WireText.Body(await other.ReceiveAsync()), Is.EqualTo("the end"));
    }
}
