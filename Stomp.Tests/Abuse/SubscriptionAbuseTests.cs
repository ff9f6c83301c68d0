using System.Text;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Abuse;

/// <summary>Subscriptions that are too many, or that nobody reads from.</summary>
[TestFixture]
public sealed class SubscriptionAbuseTests : AbuseFixture
{
    private const int Flooders = 20;
    private const int MaxSubscriptions = 1_000;
    private const int Readers = 8;
    private const int ReceiveBuffer = 4096;
    private const int BusyBodyBytes = 64 * 1024;
    private const int MaxBusyMessages = 2_000;

    // A flush of 64 KiB has a sixteenth of a second more than the limit.
    private protected override string[] Limits =>
        ["SendTimeout=00:00:01", "MinSendBytesPerSecond=1048576", "LingerTimeout=00:00:00.5", $"MaxSubscriptions={MaxSubscriptions}"];

    [TestCase(Via.Tcp)]
    [TestCase(Via.WebSocket)]
    public Task Subscriptions_by_the_thousand_are_refused_H_15(Via via) =>
        SufferAsync(
            async () =>
            {
                Abuser[] abusers = await Abuser.ConnectAllAsync(Host, via, Flooders);
                await Task.WhenAll(abusers.Select(async (abuser, number) =>
                {
                    Task error = abuser.ExpectErrorAsync("MaxSubscriptions");
                    var flood = new StringBuilder();
                    for (int i = 0; i <= MaxSubscriptions; i++)
                    {
                        flood.Append($"SUBSCRIBE\nid:{i}\ndestination:/{(i % 2 == 0 ? "topic" : "queue")}/flood/{number}/{i}\n\n\0");
                    }

                    await abuser.SendAsync(flood.ToString());
                    await error;
                    abuser.Dispose();
                }));
            },
            "MaxSubscriptions");

    // As fast as one publisher can: the readers' outboxes are full before the time is over.
    [TestCase(Via.Tcp)]
    [TestCase(Via.WebSocket)]
    public Task Readers_that_never_read_from_a_busy_topic_are_disconnected(Via via) =>
        SufferAsync(() => NeverReadAsync(via, "MaxOutboxBytes", TimeSpan.Zero), "MaxOutboxBytes");

    // Some 3 MB a second: the time is over before the 8 MiB of an outbox are full.
    [TestCase(Via.Tcp)]
    [TestCase(Via.WebSocket)]
    public Task Readers_that_take_nothing_of_a_moderate_topic_are_disconnected(Via via) =>
        SufferAsync(() => NeverReadAsync(via, "SendTimeout", TimeSpan.FromMilliseconds(20)), "SendTimeout");

    private async Task NeverReadAsync(Via via, string limit, TimeSpan pace)
    {
        string topic = $"/topic/unread/{Guid.NewGuid()}";
        Abuser[] readers = await Abuser.ConnectAllAsync(Host, via, Readers, ReceiveBuffer);
        foreach (Abuser reader in readers)
        {
            await reader.SendAsync(WireText.Subscribe(topic));
            await reader.ReadUntilAsync("RECEIPT\n");
        }

        await using TcpPeer publisher = await TcpPeer.ConnectAsync(Host.Tcp);
        using PeriodicTimer? timer = pace > TimeSpan.Zero ? new PeriodicTimer(pace) : null;
        string busy = WireText.Send(topic, new string('x', BusyBodyBytes), "receipt:sent\n");

        // The buffers of the system come before the broker's: how many messages they take is its affair.
        // A port that an earlier reader had may come again: its entry is not this one's.
        int logged = Host.Log.Length;
        string[] waiting = [.. readers.Select(static reader => $"from {reader.LocalEndPoint} was disconnected")];
        for (int sent = 0; !waiting.All(text => Host.Log.AsSpan(logged).Contains(text, StringComparison.Ordinal)); sent++)
        {
            Assert.That(sent, Is.LessThan(MaxBusyMessages), "nobody stops the readers that do not read");
            await publisher.SendAsync(busy);
            Assert.That(await publisher.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:sent\n\n"));
            if (timer is not null)
            {
                await timer.WaitForNextTickAsync();
            }
        }

        string[] reasons = [.. Host.Log[logged..].Split('\n').Where(line => waiting.Any(text => line.Contains(text, StringComparison.Ordinal)))];
        Assert.That(reasons, Has.Length.EqualTo(Readers).And.All.Contains($"({limit})"));
        foreach (Abuser reader in readers)
        {
            reader.Dispose();
        }
    }
}
