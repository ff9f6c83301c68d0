using System.Net.WebSockets;
using System.Text;
using NUnit.Framework;

namespace Stomp.Tests.EndToEnd;

/// <summary>Frames in WebSocket messages: a stream on the way in, a frame a message on the way out.</summary>
public sealed class WebSocketMessageTests : ServerFixture
{
    [Test]
    public async Task A_frame_may_span_messages_W_3([Values(1, 2, 7, 20)] int size)
    {
        string topic = $"/topic/span.{size}";
        using WebSocketPeer peer = await WebSocketPeer.ConnectAsync(Server.WebSocket);
        await peer.SubscribeAsync(topic);
        string wire = WireText.Send(topic, "in many messages");
        for (int start = 0; start < wire.Length; start += size)
        {
            await peer.SendAsync(wire[start..Math.Min(wire.Length, start + size)]);
        }

        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Text: MESSAGE\n").And.EndWith("\n\nin many messages\0"));
    }

    [Test]
    public async Task A_frame_may_span_fragments_that_cut_characters_W_3()
    {
        using WebSocketPeer peer = await WebSocketPeer.ConnectAsync(Server.WebSocket);
        await peer.SubscribeAsync("/topic/fragments");
        byte[] wire = Encoding.UTF8.GetBytes(WireText.Send("/topic/fragments", "ü漢😀"));
        for (int i = 0; i < wire.Length; i++)
        {
            await peer.SendAsync([wire[i]], endOfMessage: i == wire.Length - 1);
        }

        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Text: MESSAGE\n").And.EndWith("\n\nü漢😀\0"));
    }

    [Test]
    public async Task A_message_may_hold_many_frames_and_each_answer_is_one_message_W_3()
    {
        using WebSocketPeer peer = await WebSocketPeer.OpenAsync(Server.WebSocket);
        await peer.SendAsync(
            "\n" + WireText.Connect() + "\r\n\n" + WireText.Subscribe("/topic/many")
            + WireText.Send("/topic/many", "one") + WireText.Send("/topic/many", "two", "receipt:two\n") + "DISCONNECT\nreceipt:bye\n\n\0");

        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Text: CONNECTED\n").And.EndWith("\n\n\0"));
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("Text: RECEIPT\nreceipt-id:subscribed\n\n\0"));
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Text: MESSAGE\n").And.EndWith("\n\none\0"));
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Text: MESSAGE\n").And.EndWith("\n\ntwo\0"));
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("Text: RECEIPT\nreceipt-id:two\n\n\0"));
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("Text: RECEIPT\nreceipt-id:bye\n\n\0"));
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("Close: 1000 disconnected"));
    }

    [Test]
    public async Task A_large_frame_is_one_message_W_5()
    {
        using WebSocketPeer peer = await WebSocketPeer.ConnectAsync(Server.WebSocket);
        await peer.SubscribeAsync("/topic/large");
        string body = string.Concat(Enumerable.Repeat("0123456789😀", 70_000));
        await peer.SendAsync(WireText.Send("/topic/large", body));
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Text: MESSAGE\n").And.EndWith($"\n\n{body}\0"));
    }

    [Test]
    public async Task A_body_that_is_not_UTF_8_goes_out_as_binary_between_text_W_4()
    {
        using WebSocketPeer subscriber = await WebSocketPeer.ConnectAsync(Server.WebSocket);
        await subscriber.SubscribeAsync("/topic/kinds");
        using WebSocketPeer publisher = await WebSocketPeer.ConnectAsync(Server.WebSocket, WebSocketMessageType.Binary);
        await publisher.SendAsync(WireText.Send("/topic/kinds", "text"), WebSocketMessageType.Binary);
        await publisher.SendAsync([.. "SEND\ndestination:/topic/kinds\n\n"u8, 0xFF, 0xFE, 0], WebSocketMessageType.Binary);
        await publisher.SendAsync(WireText.Send("/topic/kinds", "text again"), WebSocketMessageType.Binary);

        Assert.That(await subscriber.ReceiveAsync(), Does.StartWith("Text: MESSAGE\n").And.EndWith("\n\ntext\0"));
        Assert.That(await subscriber.ReceiveAsync(), Does.StartWith("Binary: MESSAGE\n").And.EndWith("\n\n\uFFFD\uFFFD\0"));
        Assert.That(await subscriber.ReceiveAsync(), Does.StartWith("Text: MESSAGE\n").And.EndWith("\n\ntext again\0"));
    }

    [Test]
    public async Task A_client_whose_first_message_is_binary_gets_binary_only_W_4_W_10()
    {
        using WebSocketPeer peer = await WebSocketPeer.ConnectAsync(Server.WebSocket, WebSocketMessageType.Binary);
        await peer.SubscribeAsync("/topic/binary");
        await peer.SendAsync(WireText.Send("/topic/binary", "text"), WebSocketMessageType.Text);
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Binary: MESSAGE\n").And.EndWith("\n\ntext\0"));
        await peer.SendAsync("FOO\n\n\0");
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Binary: ERROR\n"));
    }

    [TestCase(WebSocketMessageType.Text)]
    [TestCase(WebSocketMessageType.Binary)]
    public async Task A_heart_beat_is_a_message_of_one_line_feed_W_6(WebSocketMessageType type)
    {
        using WebSocketPeer peer = await WebSocketPeer.ConnectAsync(Server.WebSocket, type, "heart-beat:0,250\n");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo($"{type}: \n"));
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo($"{type}: \n"));
    }
}
