using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text;
using NUnit.Framework;
using Stomp.Core.Transports;

namespace Stomp.Tests.Transports;

/// <summary>What a WebSocket peer gets: a message a frame, of the right kind, and the reason of the end (W-4, W-6, W-7, W-10).</summary>
public sealed class WebSocketOutputTests : WebSocketFixture
{
    [Test]
    public void It_says_that_it_carries_messages()
    {
        Assert.That(Connection.IsMessageOriented, Is.True);
        Assert.That(Connection.Transport, Is.EqualTo("websocket"));
    }

    [Test]
    public async Task Each_frame_is_a_message()
    {
        Write("RECEIPT\nreceipt-id:1\n\n\0");
        Write("\n");
        Write("RECEIPT\nreceipt-id:2\n\n\0");
        await FlushAsync();
        Assert.That(await ReceiveAsync(), Is.EqualTo("Text: RECEIPT\nreceipt-id:1\n\n\0"));
        Assert.That(await ReceiveAsync(), Is.EqualTo("Text: \n"));
        Assert.That(await ReceiveAsync(), Is.EqualTo("Text: RECEIPT\nreceipt-id:2\n\n\0"));
    }

    [Test]
    public async Task Many_frames_and_large_ones_go_in_one_flush()
    {
        string[] frames = [.. Enumerable.Range(0, 40).Select(i => $"{i}{new string('x', i * 100)}\0")];
        foreach (string frame in frames)
        {
            Write(frame);
        }

        await FlushAsync();
        foreach (string frame in frames)
        {
            Assert.That(await ReceiveAsync(), Is.EqualTo($"Text: {frame}"));
        }
    }

    [Test]
    public async Task Frames_of_a_later_flush_follow()
    {
        Write("one\0");
        await FlushAsync();
        Write("two\0");
        await FlushAsync();
        await FlushAsync(); // of nothing, sends nothing
        Write("three\0");
        await FlushAsync();
        Assert.That(await ReceiveAsync(), Is.EqualTo("Text: one\0"));
        Assert.That(await ReceiveAsync(), Is.EqualTo("Text: two\0"));
        Assert.That(await ReceiveAsync(), Is.EqualTo("Text: three\0"));
    }

    [Test]
    public async Task W4_a_frame_that_is_not_utf8_is_binary_and_the_others_are_text()
    {
        Write("a\0");
        Write("\u00ff\0", isText: false);
        Write("b\0");
        await FlushAsync();
        Assert.That(await ReceiveAsync(), Is.EqualTo("Text: a\0"));
        Assert.That(await ReceiveAsync(), Is.EqualTo("Binary: \u00ff\0"));
        Assert.That(await ReceiveAsync(), Is.EqualTo("Text: b\0"));
    }

    [TestCase(WebSocketMessageType.Binary, "Binary")]
    [TestCase(WebSocketMessageType.Text, "Text")]
    public async Task W10_the_first_message_of_the_peer_decides_for_binary(WebSocketMessageType first, string kind)
    {
        Task running = Connection.RunAsync();
        await SendAsync("\n", first);
        await SendAsync("\n", first == WebSocketMessageType.Text ? WebSocketMessageType.Binary : WebSocketMessageType.Text);
        await Peer.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Patience);
        await running.WaitAsync(Patience);

        // The peer has closed its half only: it still gets what is sent.
        Write("a\0");
        await FlushAsync();
        Assert.That(await ReceiveAsync(), Is.EqualTo($"{kind}: a\0"));
    }

    [Test]
    public async Task Octets_of_no_announced_frame_are_a_binary_message()
    {
        await Connection.Output.WriteAsync("rest"u8.ToArray()).AsTask().WaitAsync(Patience);
        Assert.That(await ReceiveAsync(), Is.EqualTo("Binary: rest"));
    }

    [Test]
    public void Octets_are_counted_until_they_are_flushed()
    {
        Assert.That(Connection.Output.CanGetUnflushedBytes, Is.True);
        Assert.That(Connection.Output.UnflushedBytes, Is.Zero);
        Write("abc\0");
        Assert.That(Connection.Output.UnflushedBytes, Is.EqualTo(4));
        Assert.That(() => Connection.Output.Advance(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Connection.Output.Advance(1 << 24), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase(CloseStatus.Normal, WebSocketCloseStatus.NormalClosure)]
    [TestCase(CloseStatus.GoingAway, WebSocketCloseStatus.EndpointUnavailable)]
    [TestCase(CloseStatus.ProtocolError, WebSocketCloseStatus.ProtocolError)]
    [TestCase(CloseStatus.PolicyViolation, WebSocketCloseStatus.PolicyViolation)]
    [TestCase(CloseStatus.TooBig, WebSocketCloseStatus.MessageTooBig)]
    [TestCase(CloseStatus.InternalError, WebSocketCloseStatus.InternalServerError)]
    public async Task W7_status_and_reason_reach_the_peer_behind_the_last_frame(CloseStatus status, WebSocketCloseStatus expected)
    {
        Write("ERROR\n\n\0");
        await FlushAsync();
        await Connection.CloseOutputAsync(status, "why").AsTask().WaitAsync(Patience);
        Assert.That(await ReceiveAsync(), Is.EqualTo("Text: ERROR\n\n\0"));
        Assert.That(await ReceiveAsync(), Is.EqualTo($"Close: {expected} why"));
    }

    // A close message carries 123 octets of reason; a character is not cut.
    [TestCase(123, "", 123)]
    [TestCase(124, "", 123)]
    [TestCase(121, "\u00e4", 122)]
    [TestCase(122, "\u00e4", 122)]
    [TestCase(119, "\U0001F600", 120)]
    [TestCase(120, "\U0001F600", 120)]
    [TestCase(121, "\U0001F600", 121)]
    [TestCase(122, "\U0001F600x", 122)]
    public async Task W7_a_long_reason_is_cut_between_characters(int letters, string end, int runes)
    {
        string reason = new string('r', letters) + end;
        await Connection.CloseOutputAsync(CloseStatus.ProtocolError, reason).AsTask().WaitAsync(Patience);
        string cut = string.Concat(reason.EnumerateRunes().Take(runes));
        Assert.That(await ReceiveAsync(), Is.EqualTo($"Close: {WebSocketCloseStatus.ProtocolError} {cut}"));
    }

    [Test]
    public async Task The_input_may_be_read_after_the_output_was_closed()
    {
        Task running = Connection.RunAsync();
        await Connection.CloseOutputAsync(CloseStatus.Normal, "").AsTask().WaitAsync(Patience);
        await SendAsync("late");
        ReadResult result = await Connection.Input.ReadAsync().AsTask().WaitAsync(Patience);
        Assert.That(Encoding.UTF8.GetString(result.Buffer), Is.EqualTo("late"));
        Connection.Input.AdvanceTo(result.Buffer.End);
        Vanish();
        await running.WaitAsync(Patience);
    }

    [Test]
    public async Task Closing_twice_or_after_an_abort_does_nothing()
    {
        await Connection.CloseOutputAsync(CloseStatus.Normal, "once").AsTask().WaitAsync(Patience);
        await Connection.CloseOutputAsync(CloseStatus.Normal, "twice").AsTask().WaitAsync(Patience);
        Connection.Abort("a test");
        await Connection.CloseOutputAsync(CloseStatus.Normal, "again").AsTask().WaitAsync(Patience);
        Assert.That(await ReceiveAsync(), Is.EqualTo($"Close: {WebSocketCloseStatus.NormalClosure} once"));
    }

    [Test]
    public void A_flush_to_a_peer_that_has_vanished_fails_as_input_and_output_do()
    {
        Connection.Abort("a test");
        Write("a\0");
        Assert.That(FlushAsync, Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task Abort_ends_a_flush_that_the_peer_does_not_read()
    {
        Dispose();
        Connect(window: 64);
        Write(new string('x', 10_000));
        Task flushing = FlushAsync();
        Assert.That(flushing.IsCompleted, Is.False);
        Connection.Abort("a test");
        Assert.That(async () => await flushing.WaitAsync(Patience), Throws.InstanceOf<IOException>());
        await Connection.CloseOutputAsync(CloseStatus.Normal, "").AsTask().WaitAsync(Patience);
    }

    [Test]
    public async Task Abort_ends_a_close_that_the_peer_does_not_read()
    {
        Dispose();
        Connect(window: 8);
        Task closing = Connection.CloseOutputAsync(CloseStatus.Normal, new string('r', 100)).AsTask();
        Assert.That(closing.IsCompleted, Is.False);
        Connection.Abort("a test");
        await closing.WaitAsync(Patience);
    }

    private void Write(string frame, bool isText = true)
    {
        byte[] octets = Encoding.Latin1.GetBytes(frame);
        Connection.BeginFrame(octets.Length, isText);
        octets.CopyTo(Connection.Output.GetSpan(octets.Length));
        Connection.Output.Advance(octets.Length);
    }

    private Task FlushAsync() => Connection.Output.FlushAsync().AsTask().WaitAsync(Patience);
}
