using System.Text;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed partial class FragmentationTests(Transport transport) : ConformanceFixture(transport)
{
    [Test]
    [Checklist("C-6")]
    public async Task Frames_may_come_octet_by_octet([Values("1.0", "1.1", "1.2")] string version)
    {
        byte[] corpus = GetCorpus(version);
        Peer whole = await OpenAsync();
        await whole.SendAsync(corpus);
        string expected = Normalize(await whole.ReceiveToEndAsync());
        Assert.That(expected, Does.Contain("MESSAGE\n").And.EndWith("RECEIPT\nreceipt-id:bye\n\n\0"));

        Peer split = await OpenAsync();
        for (int i = 0; i < corpus.Length; i++)
        {
            await split.SendAsync(corpus.AsMemory(i, 1));
        }

        Assert.That(Normalize(await split.ReceiveToEndAsync()), Is.EqualTo(expected));
    }

    [Test]
    [Checklist("C-6")]
    public async Task A_frame_may_be_split_anywhere([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/topic/{Own}");
        byte[] frame = Encoding.UTF8.GetBytes($"\nSEND\ndestination:/topic/{Own}\ncontent-length:7\nk\u20ac:\U0001f600\n\nbo\0d\ny\n\0");
        for (int i = 1; i < frame.Length; i++)
        {
            await peer.SendAsync(frame.AsMemory(0, i));
            await peer.SendAsync(frame.AsMemory(i));
            (string head, byte[] body) = await peer.ReceiveCountedAsync();
            Assert.That(head, Does.Contain("\nk\u20ac:\U0001f600\n"));
            Assert.That(body, Is.EqualTo("bo\0d\ny\n"u8.ToArray()));
        }
    }

    [Test]
    [Checklist("C-17")]
    public async Task Part_of_a_frame_at_the_end_of_the_connection_is_not_processed(
        [Values("1.0", "1.1", "1.2")] string version, [Values("", "content-length:4\n")] string headers)
    {
        Peer receiver = await ConnectAsync(version);
        await SubscribeAsync(receiver, $"/topic/{Own}");
        Peer sender = await ConnectAsync(version);
        await sender.SendAsync(WireText.Send($"/topic/{Own}", "half", headers).TrimEnd('\0'));
        await sender.FinishAsync();
        Assert.That(await sender.ReceiveToEndAsync(), Is.Empty);

        await receiver.SendAsync(WireText.Send($"/topic/{Own}", "whole"));
        Assert.That(await receiver.ReceiveAsync(), Does.EndWith("\n\nwhole"));
    }

    private static byte[] GetCorpus(string version)
    {
        string end = version == "1.2" ? "\r\n" : "\n";
        string escaped = version == "1.0" ? "a:b" : "a\\cb\\n\\\\";
        return Encoding.UTF8.GetBytes(
            $"\n\nCONNECT\r\naccept-version:{version}\r\nhost:test\r\n\r\n\0\r\n\n"
            + $"SUBSCRIBE{end}id:{escaped}{end}destination:/topic/{Own}{end}receipt:\u20ac{end}{end}\0\n"
            + $"SEND{end}destination:/topic/{Own}{end}content-length:9{end}k:{escaped}{end}{end}n\0l\nSEND\n\0\n\n\n"
            + $"SEND{end}destination:/topic/{Own}{end}k:\U0001f600{end}{end}to the end\0{end}"
            + $"BEGIN{end}transaction:1{end}{end}\0SEND{end}destination:/topic/{Own}{end}transaction:1{end}{end}later\0COMMIT{end}transaction:1{end}{end}\0"
            + $"UNSUBSCRIBE{end}id:{escaped}{end}{end}\0DISCONNECT{end}receipt:bye{end}{end}\0");
    }

    private static string Normalize(string frames) => OwnIds().Replace(frames, "$1:");

    [GeneratedRegex("(session|message-id):.*")]
    private static partial Regex OwnIds();
}
