using System.Buffers;
using System.Text;
using NUnit.Framework;

namespace Stomp.Tests.Transports;

/// <summary>What the server's own framing puts on the wire: a message a frame, many to a write (W-4, W-5, W-10).</summary>
public sealed class WebSocketServerOutputTests : WebSocketServerFixture
{
    [Test]
    public async Task Many_frames_go_in_one_write()
    {
        for (int i = 0; i < 1000; i++)
        {
            Write($"RECEIPT\nreceipt-id:{i}\n\n\0");
        }

        await Connection.Output.FlushAsync();
        Assert.That(Written.Writes, Is.EqualTo(1));
        for (int i = 0; i < 1000; i++)
        {
            Assert.That(await ReceiveAsync(), Is.EqualTo($"Text: RECEIPT\nreceipt-id:{i}\n\n\0"));
        }
    }

    [Test]
    public async Task A_flush_of_nothing_writes_nothing()
    {
        await Connection.Output.FlushAsync();
        Assert.That(Written.Writes, Is.Zero);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(125)]
    [TestCase(126)]
    [TestCase(127)]
    [TestCase(65535)]
    [TestCase(65536)]
    [TestCase(300_000)]
    public async Task Each_length_has_its_shortest_form(int length)
    {
        Write(new string('x', length));
        Write("next");
        await Connection.Output.FlushAsync();
        Assert.That(await ReceiveAsync(), Is.EqualTo($"Text: {new string('x', length)}"));
        Assert.That(await ReceiveAsync(), Is.EqualTo("Text: next"));
    }

    [Test]
    public async Task Octets_of_a_frame_may_be_written_in_pieces_of_any_size()
    {
        string frame = new('y', 9999);
        foreach (int size in (int[])[1, 7, 4096, 9999])
        {
            Connection.BeginFrame(frame.Length, isText: true);
            foreach (char[] piece in frame.Chunk(size))
            {
                Connection.Output.Write(Encoding.Latin1.GetBytes(piece));
            }

            await Connection.Output.FlushAsync();
            Assert.That(await ReceiveAsync(), Is.EqualTo($"Text: {frame}"));
        }
    }

    [Test]
    public async Task W4_a_frame_that_is_not_UTF_8_is_binary()
    {
        Write("a");
        Write("\u00ff", isText: false);
        await Connection.Output.FlushAsync();
        Assert.That(await ReceiveAsync(), Is.EqualTo("Text: a"));
        Assert.That(await ReceiveAsync(), Is.EqualTo("Binary: \u00ff"));
    }

    [Test]
    public async Task W10_the_first_message_of_the_peer_makes_all_binary()
    {
        Task running = Connection.RunAsync();
        await SendAsync([.. ClientFrames.Frame(ClientFrames.Binary, "\n"u8), .. ClientFrames.Frame(ClientFrames.Text, "\n"u8)]);
        await Connection.Input.ReadAtLeastAsync(2);
        Write("a");
        await Connection.Output.FlushAsync();
        Assert.That(await ReceiveAsync(), Is.EqualTo("Binary: a"));
        Vanish();
        await running.WaitAsync(Patience);
    }

    [Test]
    public async Task Octets_that_were_not_announced_are_one_binary_message()
    {
        WriteRaw("un");
        WriteRaw("announced");
        Write("announced");
        WriteRaw("again");
        await Connection.Output.FlushAsync();
        Assert.That(Written.Writes, Is.EqualTo(1));
        Assert.That(await ReceiveAsync(), Is.EqualTo("Binary: unannounced"));
        Assert.That(await ReceiveAsync(), Is.EqualTo("Text: announced"));
        Assert.That(await ReceiveAsync(), Is.EqualTo("Binary: again"));
    }

    [Test]
    public async Task W5_a_frame_that_is_too_long_is_several_messages_and_no_character_is_cut()
    {
        Connect(window: 1 << 20, maxMessageBytes: 4);
        Write("ab\u20ac\u20accde\U0001F600", Encoding.UTF8);
        Write("four");
        WriteRaw("raw45");
        await Connection.Output.FlushAsync();
        Assert.That(Written.Writes, Is.EqualTo(1));
        foreach (string part in (string[])["ab", "\u20ac", "\u20acc", "de", "\U0001F600", "four"])
        {
            Assert.That(await ReceiveAsync(), Is.EqualTo($"Text: {Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(part))}"));
        }

        Assert.That(await ReceiveAsync(), Is.EqualTo("Binary: raw4"));
        Assert.That(await ReceiveAsync(), Is.EqualTo("Binary: 5"));
    }

    [Test]
    public async Task W5_binary_is_cut_anywhere([Values(4, 5, 1000, 70_000)] int limit)
    {
        Connect(window: 4 << 20, maxMessageBytes: limit);
        string frame = new('\u0082', 200_001);
        Write(frame, isText: false);
        await Connection.Output.FlushAsync();
        var received = new StringBuilder();
        while (received.Length < frame.Length)
        {
            string part = await ReceiveAsync();
            Assert.That(part, Does.StartWith("Binary: ").And.Length.LessThanOrEqualTo("Binary: ".Length + limit));
            received.Append(part, "Binary: ".Length, part.Length - "Binary: ".Length);
        }

        Assert.That(received.ToString(), Is.EqualTo(frame));
    }

    [Test]
    public async Task What_follows_a_frame_that_is_too_long_without_being_announced_is_not_part_of_it()
    {
        Connect(window: 1 << 20, maxMessageBytes: 4);
        Write("abcdef");
        WriteRaw("\u00ff");
        await Connection.Output.FlushAsync();
        Assert.That(await ReceiveAsync(), Is.EqualTo("Text: abcd"));
        Assert.That(await ReceiveAsync(), Is.EqualTo("Text: ef"));
        Assert.That(await ReceiveAsync(), Is.EqualTo("Binary: \u00ff"));
    }

    [Test]
    public async Task A_flush_fails_when_the_stream_does_and_the_next_has_nothing_left()
    {
        Connection.Abort("gone");
        Write("a");
        Assert.That(async () => await Connection.Output.FlushAsync(), Throws.InstanceOf<IOException>());
        Assert.That(Connection.Output.UnflushedBytes, Is.Zero);
    }

    [Test]
    public void More_than_there_is_place_for_cannot_be_advanced()
    {
        int length = Connection.Output.GetSpan(10).Length;
        Assert.That(() => Connection.Output.Advance(length + 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Connection.Output.Advance(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase(-1)]
    [TestCase(3)]
    public void A_limit_below_one_character_is_refused(int limit) =>
        Assert.That(() => Connect(window: 1, maxMessageBytes: limit), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private void Write(string frame, bool isText = true) => Write(frame, Encoding.Latin1, isText);

    private void Write(string frame, Encoding encoding, bool isText = true)
    {
        byte[] octets = encoding.GetBytes(frame);
        Connection.BeginFrame(octets.Length, isText);
        Connection.Output.Write(octets);
    }

    private void WriteRaw(string octets) => Connection.Output.Write(Encoding.Latin1.GetBytes(octets));
}
