using System.Text;
using NUnit.Framework;

namespace Stomp.Tests.Conformance;

/// <summary>Beats beside a frame that takes longer than their interval to be sent, as its receiver does not read.</summary>
[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class HeartBeatAndLargeFrameTests(Transport transport) : HeartBeatFixture(transport)
{
    // More than the sockets of both sides hold.
    private const int Length = 24 * 1024 * 1024;

    private protected override (string Name, string Value)[] Settings =>
        [("Limits:Frame:MaxBodyBytes", $"{Length}"), ("Limits:MaxOutboxBytes", $"{2 * Length}")];

    [Test]
    [Checklist("C-70")]
    public async Task No_beat_is_written_inside_a_frame([Values("1.1", "1.2")] string version)
    {
        Peer receiver = await ConnectWithBeatsAsync(version, "0,250");
        await SubscribeAsync(receiver, $"/topic/{Own}");
        Peer sender = await ConnectWithBeatsAsync(version, "0,250");
        byte[] body = new byte[Length];
        body.AsSpan().Fill((byte)'x');
        await sender.SendAsync((byte[])[.. Encoding.UTF8.GetBytes($"SEND\ndestination:/topic/{Own}\nreceipt:r\n\n"), .. body, 0]);
        Assert.That(await sender.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:r\n\n"));
        await ReceiveBeatsAsync(sender, 4); // several that the receiver would have got

        (_, byte[] received) = await receiver.ReceiveCountedAsync();
        Assert.That(received.AsSpan().SequenceEqual(body), Is.True, "the body has other octets in it");
        await ReceiveBeatsAsync(receiver, 2);
    }
}
