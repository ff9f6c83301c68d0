using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using NUnit.Framework;
using Stomp.Core.Transports;

namespace Stomp.Tests.Transports;

/// <summary>Pings, pongs and close frames of clients: RFC 6455, sections 5.5 and 7.</summary>
public sealed class WebSocketServerControlTests : WebSocketServerFixture
{
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(124)]
    [TestCase(125)]
    public async Task A_ping_is_answered_with_its_payload(int length)
    {
        Task running = Connection.RunAsync();
        string payload = new('\u00fe', length);
        await SendAsync(ClientFrames.Frame(ClientFrames.Ping, Encoding.Latin1.GetBytes(payload)));
        Assert.That(await ReceiveAsync(), Is.EqualTo($"Pong: {payload}"));
        await CloseAsync(running);
    }

    [Test]
    public async Task A_ping_that_comes_octet_by_octet_is_answered()
    {
        Task running = Connection.RunAsync();
        foreach (byte octet in ClientFrames.Frame(ClientFrames.Ping, "payload"u8))
        {
            await SendAsync([octet]);
        }

        Assert.That(await ReceiveAsync(), Is.EqualTo("Pong: payload"));
        await CloseAsync(running);
    }

    [Test]
    public async Task A_ping_between_fragments_is_answered_before_the_message_ends()
    {
        Task running = Connection.RunAsync();
        await SendAsync([.. ClientFrames.Frame(ClientFrames.Text, "frag"u8, isFinal: false), .. ClientFrames.Frame(ClientFrames.Ping, "1"u8)]);
        Assert.That(await ReceiveAsync(), Is.EqualTo("Pong: 1"));
        await SendAsync(ClientFrames.Frame(ClientFrames.Continuation, "ment"u8));
        await SendAsync(ClientFrames.Frame(ClientFrames.Ping, "2"u8));
        Assert.That(await ReceiveAsync(), Is.EqualTo("Pong: 2"));
        Assert.That(await ReadAsync(8), Is.EqualTo("fragment"));
        await CloseAsync(running);
    }

    [Test]
    public async Task Of_pings_that_come_together_the_last_is_answered()
    {
        Task running = Connection.RunAsync();
        await SendAsync([.. Enumerable.Range(0, 1000).SelectMany(i => ClientFrames.Frame(ClientFrames.Ping, Encoding.ASCII.GetBytes($"{i:000}")))]);
        Assert.That(await ReceiveAsync(), Is.EqualTo("Pong: 999"));
        Assert.That(Written.Writes, Is.EqualTo(1), "6 KB are one read");
        await CloseAsync(running);
    }

    [Test]
    public async Task A_pong_that_nobody_asked_for_is_nothing()
    {
        Task running = Connection.RunAsync();
        await SendAsync(ClientFrames.Frame(ClientFrames.Pong, "x"u8));
        await SendAsync(ClientFrames.Frame(ClientFrames.Ping, "y"u8));
        Assert.That(await ReceiveAsync(), Is.EqualTo("Pong: y"));
        await CloseAsync(running);
    }

    [Test]
    public async Task Pings_do_not_wake_the_reader()
    {
        Task running = Connection.RunAsync();
        ValueTask<ReadResult> reading = Connection.Input.ReadAsync();
        await SendAsync(ClientFrames.Frame(ClientFrames.Ping, "1"u8));
        Assert.That(await ReceiveAsync(), Is.EqualTo("Pong: 1"));
        await SendAsync(ClientFrames.Frame(ClientFrames.Ping, "2"u8)); // the first is all done when this is answered
        Assert.That(await ReceiveAsync(), Is.EqualTo("Pong: 2"));
        Assert.That(reading.IsCompleted, Is.False, "a ping is no STOMP, and no sign of life in it");
        Vanish();
        await running.WaitAsync(Patience);
        Assert.That(async () => await reading, Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task One_that_pings_and_reads_nothing_is_aborted()
    {
        Connect(window: 4096, controlTimeout: TimeSpan.FromMilliseconds(50));
        Task running = Connection.RunAsync();
        byte[] ping = ClientFrames.Frame(ClientFrames.Ping, new byte[125]);
        while (!running.IsCompleted)
        {
            await Task.WhenAny(running, SendAsync(ping)); // which waits for ever when nobody reads any more
        }

        await running.WaitAsync(Patience);
        Assert.That(Aborts, Is.EqualTo((string[])["it has taken no answer to its ping, or no close frame, for 0.05 s"]));
    }

    [Test]
    public async Task Who_waits_for_the_stream_has_his_turn_before_one_that_sends_all_the_time()
    {
        Task running = Connection.RunAsync();
        Written.Shut();
        Task sending = WriteAllAsync("a", "b");
        await SendAsync(ClientFrames.Frame(ClientFrames.Ping, "p"u8));
        await SendAsync(ClientFrames.Frame(ClientFrames.Text, "read"u8));
        Task closing = Connection.CloseOutputAsync(CloseStatus.Normal, "end").AsTask(); // behind the ping, or before it
        Written.Open();
        await closing.WaitAsync(Patience);
        await sending.WaitAsync(Patience);
        Assert.That(await ReceiveAsync(), Is.EqualTo("Binary: a"));
        Assert.That(await ReceiveAsync(), Is.EqualTo("Pong: p").Or.EqualTo("Close: 1000 end"));
        Assert.That(Written.Overlapped, Is.False);
        Vanish();
        await running.WaitAsync(Patience);
    }

    [TestCase("888000000000")]
    [TestCase("88820000000003e8")]
    [TestCase("88820000000003f6")]
    [TestCase("888200000000" + "0bb8")]
    [TestCase("888200000000" + "1387")]
    [TestCase("8883000000001387" + "41")]
    public async Task A_close_frame_ends_the_input_and_what_follows_it_is_not_looked_at(string hex)
    {
        Task running = Connection.RunAsync();
        await SendAsync([.. ClientFrames.Frame(ClientFrames.Text, "last"u8), .. Convert.FromHexString(hex), .. "rubbish"u8]);
        await running.WaitAsync(Patience);
        Assert.That(Connection.HasEnded, Is.True);
        ReadResult result = await Connection.Input.ReadAsync();
        Assert.That(Encoding.UTF8.GetString(result.Buffer), Is.EqualTo("last"));
        Assert.That(result.IsCompleted, Is.True);
        await Connection.CloseOutputAsync(CloseStatus.Normal, "bye");
        Assert.That(await ReceiveAsync(), Is.EqualTo("Close: 1000 bye"));
        Assert.That(Aborts, Is.Empty);
    }

    [TestCase("\u00e9", 123 / 2)]
    [TestCase("x", 123)]
    [TestCase("\U0001F600", 123 / 4)]
    public async Task A_reason_is_cut_between_characters_however_long_it_is(string character, int count)
    {
        await Connection.CloseOutputAsync(CloseStatus.PolicyViolation, string.Concat(Enumerable.Repeat(character, 1_000_000)));
        Assert.That(await ReceiveAsync(), Is.EqualTo($"Close: 1008 {string.Concat(Enumerable.Repeat(character, count))}"));
    }

    private async Task WriteAllAsync(params string[] payloads)
    {
        foreach (string payload in payloads)
        {
            Connection.Output.Write(Encoding.Latin1.GetBytes(payload));
            await Connection.Output.FlushAsync();
        }
    }

    private async Task<string> ReadAsync(int octets)
    {
        ReadResult result = await Connection.Input.ReadAtLeastAsync(octets).AsTask().WaitAsync(Patience);
        string text = Encoding.Latin1.GetString(result.Buffer);
        Connection.Input.AdvanceTo(result.Buffer.End);
        return text;
    }

    private async Task CloseAsync(Task running)
    {
        await SendAsync(ClientFrames.CloseWith(1000));
        await running.WaitAsync(Patience);
        Assert.That(Aborts, Is.Empty);
    }
}
