using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text;
using NUnit.Framework;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;
using Stomp.Tests.Frames;

namespace Stomp.Tests.Transports;

/// <summary>What a WebSocket peer sends is one stream of octets, whatever its messages: W-3, W-4.</summary>
public sealed class WebSocketInputTests : WebSocketFixture
{
    [Test]
    public async Task W3_a_message_holds_several_frames_and_ends_of_line()
    {
        Task running = Connection.RunAsync();
        await SendAsync("BEGIN\ntransaction:1\n\n\0\nABORT\ntransaction:1\n\n\0\n\n");
        Assert.That(await ReadFramesAsync(2), Is.EqualTo(new[] { "Begin {transaction=1} ", "Abort {transaction=1} " }));
        await CloseAsync(running);
    }

    [TestCase(WebSocketMessageType.Text)]
    [TestCase(WebSocketMessageType.Binary)]
    public async Task W3_a_frame_spans_messages(WebSocketMessageType type)
    {
        Task running = Connection.RunAsync();
        foreach (char octet in "SEND\ndestination:/queue/a\n\nhello\0")
        {
            await SendAsync(octet.ToString(), type);
        }

        Assert.That(await ReadFramesAsync(1), Is.EqualTo(new[] { "Send {destination=/queue/a} hello" }));
        await CloseAsync(running);
    }

    [Test]
    public async Task W3_a_frame_spans_fragments_of_a_message()
    {
        Task running = Connection.RunAsync();
        byte[] wire = Encoding.UTF8.GetBytes("SEND\n\n\U0001F600\0");
        await SendAsync(wire[..8], endOfMessage: false); // in the middle of the character
        await SendAsync(wire[8..]);
        Assert.That(await ReadFramesAsync(1), Is.EqualTo(new[] { "Send \U0001F600" }));
        await CloseAsync(running);
    }

    [Test]
    public async Task W3_empty_messages_are_nothing()
    {
        Task running = Connection.RunAsync();
        await SendAsync("");
        await SendAsync("BEGIN\n");
        await SendAsync("");
        await SendAsync("\n\0");
        Assert.That(await ReadFramesAsync(1), Is.EqualTo(new[] { "Begin " }));
        await CloseAsync(running);
    }

    [Test]
    public async Task A_frame_larger_than_any_buffer_is_read()
    {
        Task running = Connection.RunAsync();
        string body = new('b', 300_000);
        Task sending = SendAsync($"SEND\n\n{body}\0", WebSocketMessageType.Binary);
        Assert.That(await ReadFramesAsync(1), Is.EqualTo(new[] { $"Send {body}" }));
        await sending;
        await CloseAsync(running);
    }

    [Test]
    public async Task The_input_ends_when_the_peer_closes()
    {
        Task running = Connection.RunAsync();
        await SendAsync("half a frame");
        await CloseAsync(running);
        ReadResult result = await Connection.Input.ReadAsync().AsTask().WaitAsync(Patience);
        Assert.That(Encoding.UTF8.GetString(result.Buffer), Is.EqualTo("half a frame"));
        Assert.That(result.IsCompleted, Is.True);
    }

    [Test]
    public async Task The_input_ends_with_an_error_when_the_peer_vanishes()
    {
        Task running = Connection.RunAsync();
        Vanish();
        await running.WaitAsync(Patience);
        Assert.That(async () => await Connection.Input.ReadAsync().AsTask().WaitAsync(Patience), Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task W4_a_text_message_that_is_no_utf8_ends_the_input_with_an_error()
    {
        Task running = Connection.RunAsync();
        await SendAsync([.. "SEND\n\n"u8, 0xFF, 0]);
        await running.WaitAsync(Patience);
        Assert.That(async () => await Connection.Input.ReadAsync().AsTask().WaitAsync(Patience), Throws.InstanceOf<IOException>());
        Assert.That(await ReceiveAsync(), Does.StartWith($"Close: {WebSocketCloseStatus.InvalidPayloadData}"));
    }

    [Test]
    public async Task Abort_ends_a_pending_read()
    {
        Task running = Connection.RunAsync();
        Task<ReadResult> reading = Connection.Input.ReadAsync().AsTask();
        Assert.That(reading.IsCompleted, Is.False);
        Connection.Abort("a test");
        await running.WaitAsync(Patience);

        // Which comes first, the cancellation or the end, is a race; both end the read.
        try
        {
            ReadResult result = await reading.WaitAsync(Patience);
            Assert.That(result.IsCanceled || result.IsCompleted, Is.True);
        }
        catch (IOException)
        {
            Assert.That(reading.IsFaulted, Is.True);
        }
    }

    [Test]
    public async Task Abort_may_come_twice_and_before_the_input_runs()
    {
        Connection.Abort("a test");
        Connection.Abort("a test");
        await Connection.RunAsync().WaitAsync(Patience);
        Assert.That(async () => await Connection.Input.ReadAsync().AsTask().WaitAsync(Patience), Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task The_input_stops_running_when_its_reader_has_completed()
    {
        Task running = Connection.RunAsync();
        await Connection.Input.CompleteAsync();
        await SendAsync("\n");
        await running.WaitAsync(Patience);
    }

    private async Task CloseAsync(Task running)
    {
        await Peer.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Patience);
        await running.WaitAsync(Patience);
    }

    private async Task<List<string>> ReadFramesAsync(int count)
    {
        var parser = new FrameParser(FrameSource.Client) { Version = StompVersion.V12 };
        var frames = new List<string>();
        while (frames.Count < count)
        {
            ReadResult result = await Connection.Input.ReadAsync().AsTask().WaitAsync(Patience);
            ReadOnlySequence<byte> input = result.Buffer;
            while (parser.TryRead(ref input, out StompFrame frame))
            {
                frames.Add(FrameText.Of(frame));
            }

            Connection.Input.AdvanceTo(input.Start, result.Buffer.End);
        }

        return frames;
    }
}
