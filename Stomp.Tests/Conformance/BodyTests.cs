using System.Text;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class BodyTests(Transport transport) : ConformanceFixture(transport)
{
    private static readonly string[] From11 = ["1.1", "1.2"];

    // All octets, NUL and what looks like the end of a frame and the start of another.
    private static readonly byte[] Binary =
        [.. Enumerable.Range(0, 256).Select(static octet => (byte)octet), .. "\0\n\nSEND\ndestination:/topic/x\n\nno frame\0\0"u8];

    [Test]
    [Checklist("C-14")]
    public async Task Without_content_length_a_body_ends_at_the_first_NUL([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/topic/{Own}");
        await peer.SendAsync(WireText.Send($"/topic/{Own}", "\n\nfirst\r\n\n") + WireText.Send($"/topic/{Own}", "second"));
        Assert.That(WireText.Body(await peer.ReceiveAsync()), Is.EqualTo("\n\nfirst\r\n\n"));
        Assert.That(WireText.Body(await peer.ReceiveAsync()), Is.EqualTo("second"));
    }

    [TestCase("1.0", "hello")]
    [TestCase("1.1", "hello")]
    [TestCase("1.2", "hello")]
    [TestCase("1.0", "hel\n")]
    [TestCase("1.1", "hel\n")]
    [TestCase("1.2", "hel\r\n")]
    [Checklist("C-15")]
    public Task An_octet_other_than_NUL_behind_the_counted_body_is_refused(string version, string body) =>
        ExpectRefusedAsync(version, WireText.Send($"/topic/{Own}", body, "content-length:3\n"), "the octet behind the body is not NUL");

    [Test]
    [Checklist("C-29", "C-33", "C-34")]
    public async Task With_content_length_a_body_may_hold_any_octets(
        [Values("1.0", "1.1", "1.2")] string from, [Values("1.0", "1.1", "1.2")] string to)
    {
        Peer receiver = await ConnectAsync(to);
        await SubscribeAsync(receiver, $"/topic/{Own}");
        Peer sender = await ConnectAsync(from);
        byte[] head = Encoding.UTF8.GetBytes($"SEND\ndestination:/topic/{Own}\ncontent-length:{Binary.Length}\n\n");
        await sender.SendAsync((byte[])[.. head, .. Binary, 0]);
        (_, byte[] body) = await receiver.ReceiveCountedAsync();
        Assert.That(body, Is.EqualTo(Binary));
        await ExpectQuietAsync(receiver);
        await ExpectQuietAsync(sender);
    }

    [TestCase("BEGIN\ntransaction:1\ncontent-length:0\n\n\0COMMIT\ntransaction:1\ncontent-length:0\nreceipt:r\n\n\0")]
    [TestCase("SUBSCRIBE\nid:1\ndestination:/topic/x\ncontent-length:0\n\n\0UNSUBSCRIBE\nid:1\ncontent-length:0\nreceipt:r\n\n\0")]
    [TestCase("DISCONNECT\ncontent-length:0\nreceipt:r\n\n\0")]
    [Checklist("C-30")]
    public async Task Any_frame_may_have_a_content_length_of_0(string frames)
    {
        Peer peer = await ConnectAsync();
        await peer.SendAsync(frames);
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:r\n\n"));
    }

    [Test]
    [Checklist("C-30")]
    public async Task An_ACK_may_have_a_content_length_of_0()
    {
        Peer peer = await ConnectAsync();
        await SubscribeAsync(peer, $"/queue/{Own}", "ack:client\n");
        await peer.SendAsync(WireText.Send($"/queue/{Own}", "body"));
        string ack = WireText.Header(await peer.ReceiveAsync(), "ack");
        await peer.SendAsync($"ACK\nid:{ack}\ncontent-length:0\nreceipt:r\n\n\0");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:r\n\n"));
    }

    // Were the length not counted, the frame would end at the first NUL, and the rest be one of its own.
    [TestCase("ACK\nid:1-1\ncontent-length:9")]
    [TestCase("BEGIN\ntransaction:1\ncontent-length:9")]
    [TestCase("SUBSCRIBE\nid:1\ndestination:/topic/x\ncontent-length:9")]
    [TestCase("DISCONNECT\ncontent-length:9")]
    [Checklist("C-30", "C-31")]
    public Task A_counted_body_where_none_may_be_is_refused(string head) =>
        ExpectRefusedAsync(From11, $"{head}\n\n\0BEGIN\n\n\0\0", "the frame has a body");

    [TestCase("SUBSCRIBE\nid:1\ndestination:/topic/x\n\nbody\0")]
    [TestCase("BEGIN\ntransaction:1\n\nbody\0")]
    [TestCase("DISCONNECT\n\nbody\0")]
    [Checklist("C-31")]
    public Task A_body_where_none_may_be_is_refused(string frame) => ExpectRefusedAsync(From11, frame, "the frame has a body");

    [Test]
    [Checklist("C-31")]
    public async Task CONNECTED_and_RECEIPT_have_no_body([Values("1.1", "1.2")] string version)
    {
        Peer peer = await OpenAsync();
        await peer.SendAsync(WireText.Connect(version) + "DISCONNECT\nreceipt:r\n\n\0");
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("CONNECTED\n").And.EndWith("\n\n"));
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:r\n\n"));
    }

    [TestCase("body")]
    [TestCase("bo\0dy", "content-length:5\n")]
    [Checklist("C-32")]
    public async Task The_body_of_a_1_0_SUBSCRIBE_is_ignored(string body, string headers = "")
    {
        Peer peer = await ConnectAsync("1.0");
        await peer.SendAsync($"SUBSCRIBE\ndestination:/topic/{Own}\nreceipt:r\n{headers}\n{body}\0");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:r\n\n"));
        await peer.SendAsync(WireText.Send($"/topic/{Own}", "message"));
        Assert.That(await peer.ReceiveAsync(), Does.EndWith("\n\nmessage"));
    }

    [Test]
    [Checklist("C-33")]
    public async Task MESSAGE_has_the_length_of_its_body_in_octets([Values("1.1", "1.2")] string version) =>
        Assert.That(await RelayAsync("1.0", version, "", "\u20ac"), Does.Contain("\ncontent-length:3\n").And.EndWith("\n\n\u20ac"));

    [Test]
    [Checklist("C-33", "C-35")]
    public async Task ERROR_has_the_length_of_its_body_and_is_plain_text([Values("1.1", "1.2")] string version)
    {
        string error = await ExpectRefusedAsync(version, "SEND\n\n\0", "the frame lacks");
        Assert.That(WireText.Body(error), Is.Not.Empty);
        Assert.That(WireText.Header(error, "content-length"), Is.EqualTo($"{Encoding.UTF8.GetByteCount(WireText.Body(error))}"));
        Assert.That(WireText.Header(error, "content-type"), Is.EqualTo("text/plain"));
    }

    [TestCase("text/plain")]
    [TestCase("application/json;charset=utf-8")]
    [TestCase("no type at all")]
    [Checklist("C-35")]
    public async Task Content_type_is_passed_on_as_it_is(string type)
    {
        foreach (string version in From11)
        {
            Assert.That(await RelayAsync(version, version, $"content-type:{type}\n"), Does.Contain($"\ncontent-type:{type}\n"));
        }
    }

    [Test]
    [Checklist("C-36")]
    public async Task Without_content_type_the_server_adds_none(
        [Values("1.1", "1.2")] string version, [Values("text", "{\"json\":1}", "<xml/>")] string body) =>
        Assert.That(await RelayAsync(version, version, "", body), Does.StartWith("MESSAGE\n").And.Not.Contain("content-type"));

    [Test]
    [Checklist("C-37")]
    public async Task The_octets_of_a_text_are_not_transcoded([Values("1.1", "1.2")] string version)
    {
        byte[] text = Encoding.Unicode.GetBytes("h\u00e9llo \U0001f600");
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/topic/{Own}");
        byte[] head = Encoding.UTF8.GetBytes(
            $"SEND\ndestination:/topic/{Own}\ncontent-type:text/plain;charset=utf-16\ncontent-length:{text.Length}\n\n");
        await peer.SendAsync((byte[])[.. head, .. text, 0]);
        (string received, byte[] body) = await peer.ReceiveCountedAsync();
        Assert.That(received, Does.Contain("\ncontent-type:text/plain;charset=utf-16\n"));
        Assert.That(body, Is.EqualTo(text));
    }
}
