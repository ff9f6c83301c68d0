using NUnit.Framework;

namespace Stomp.Tests.EndToEnd;

/// <summary>The ends of TCP connections: what was sent before is processed, and what the broker says last can be read.</summary>
public sealed class TcpClosingTests : ServerFixture
{
    private const int Pieces = 512;
    private const int PieceLength = 16 * 1024;

    [TestCase("an unknown command", "FOO\n\n\0", "FOO")]
    [TestCase("no frame at all", "", "")]
    [TestCase("a body above the limit", "SEND\ndestination:/topic/x\nreceipt:r\ncontent-length:999999999\n\n", "SEND")]
    public async Task ERROR_can_be_read_after_megabytes_of_rubbish_C_132_C_138(string kind, string start, string subject)
    {
        await using TcpPeer peer = await TcpPeer.ConnectAsync(Server.Tcp);
        await peer.SendAsync(start);
        for (int i = 0; i < Pieces; i++)
        {
            // Piece by piece: the broker has answered long before the last of them.
            await peer.SendAsync(new string('x', PieceLength));
        }

        // Only now does the client read: a reset would have thrown the frame away.
        string last = await peer.ReceiveToEndAsync();
        Assert.That(last, Does.StartWith("ERROR\nmessage:").And.EndWith("\0"), kind);
        Assert.That(last.Count(static c => c == '\0'), Is.EqualTo(1), "no frame after ERROR (C-140)");
        Assert.That(last.Contains("\nreceipt-id:r\n", StringComparison.Ordinal), Is.EqualTo(subject == "SEND"));
    }

    [Test]
    public async Task ERROR_before_CONNECT_can_be_read_and_nothing_is_executed_C_57()
    {
        await using TcpPeer subscriber = await TcpPeer.ConnectAsync(Server.Tcp);
        await subscriber.SubscribeAsync("/topic/early");
        await using TcpPeer peer = await TcpPeer.OpenAsync(Server.Tcp);
        await peer.SendAsync(WireText.Send("/topic/early", "early"));
        Assert.That(await peer.ReceiveToEndAsync(), Does.StartWith("ERROR\n"));

        await subscriber.SendAsync(WireText.Send("/topic/early", "first"));
        Assert.That(WireText.Body(await subscriber.ReceiveAsync()), Is.EqualTo("first"));
    }

    [Test]
    public async Task No_common_version_is_an_ERROR_that_lists_the_versions_C_50()
    {
        await using TcpPeer peer = await TcpPeer.OpenAsync(Server.Tcp);
        await peer.SendAsync(WireText.Connect("9.9"));
        Assert.That(await peer.ReceiveToEndAsync(), Does.StartWith("ERROR\n").And.Contain("\nversion:1.0,1.1,1.2\n").And.EndWith("\0"));
    }

    [Test]
    public async Task Frames_before_the_clients_FIN_are_processed_and_their_receipts_arrive_C_125()
    {
        const int Count = 500;
        await using TcpPeer subscriber = await TcpPeer.ConnectAsync(Server.Tcp);
        await subscriber.SubscribeAsync("/topic/half");
        await using TcpPeer publisher = await TcpPeer.OpenAsync(Server.Tcp);
        await publisher.SendAsync(
            WireText.Connect() + string.Concat(Enumerable.Range(0, Count).Select(i => WireText.Send("/topic/half", $"{i}", $"receipt:{i}\n"))));
        publisher.Finish();

        string[] answers = (await publisher.ReceiveToEndAsync()).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(answers[0], Does.StartWith("CONNECTED\n"));
        Assert.That(answers.Skip(1), Is.EqualTo(Enumerable.Range(0, Count).Select(i => $"RECEIPT\nreceipt-id:{i}\n\n")));
        for (int i = 0; i < Count; i++)
        {
            Assert.That(WireText.Body(await subscriber.ReceiveAsync()), Is.EqualTo($"{i}"));
        }
    }

    [Test]
    public async Task Frames_behind_DISCONNECT_are_ignored_C_129()
    {
        await using TcpPeer subscriber = await TcpPeer.ConnectAsync(Server.Tcp);
        await subscriber.SubscribeAsync("/topic/behind");
        await using TcpPeer publisher = await TcpPeer.ConnectAsync(Server.Tcp);
        await publisher.SendAsync("DISCONNECT\nreceipt:bye\n\n\0" + WireText.Send("/topic/behind", "behind"));
        Assert.That(await publisher.ReceiveToEndAsync(), Is.EqualTo("RECEIPT\nreceipt-id:bye\n\n\0"));

        await subscriber.SendAsync(WireText.Send("/topic/behind", "first"));
        Assert.That(WireText.Body(await subscriber.ReceiveAsync()), Is.EqualTo("first"));
    }

    [Test]
    public async Task A_silent_client_is_told_that_its_heart_beat_is_missing_C_67()
    {
        await using StompServer server = await StompServer.StartAsync(("HeartBeat:Receive", "00:00:00.25"), ("HeartBeat:Grace", "1"));
        await using TcpPeer peer = await TcpPeer.OpenAsync(server.Tcp);
        await peer.SendAsync(WireText.Connect(headers: "heart-beat:250,0\n"));
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("CONNECTED\n"));
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("ERROR\n").And.Contain("heart-beat"));
        Assert.That(await peer.ReceiveToEndAsync(), Is.Empty);
    }
}
