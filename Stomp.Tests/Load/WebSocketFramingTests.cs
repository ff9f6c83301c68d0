using System.Text;
using NUnit.Framework;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Tests.Load;

public sealed class WebSocketFramingTests
{
    private const uint Mask = 0x78563412;

    [Test]
    public void Decodes_what_was_framed_wherever_it_is_cut([Values(0, 1, 125, 126, 300, 70_000)] int length, [Values] bool isMasked)
    {
        byte[] payload = [.. Enumerable.Range(0, length).Select(static i => (byte)i)];
        byte[] wire = [.. Frame(payload, isMasked), .. Frame("next"u8, isMasked)];
        byte[] expected = [.. payload, .. "next"u8];
        foreach (int cut in Enumerable.Range(0, Math.Min(wire.Length, 40)).Append(wire.Length / 2).Append(wire.Length - 1))
        {
            var decoder = new WebSocketDecoder();
            byte[] head = wire[..cut];
            byte[] tail = wire[cut..];

            int first = decoder.Decode(head);
            int second = decoder.Decode(tail);

            Assert.That((byte[])[.. head[..first], .. tail[..second]], Is.EqualTo(expected), $"cut at {cut}");
        }
    }

    [Test]
    public void Hands_pings_over_between_messages()
    {
        var decoder = new WebSocketDecoder();
        byte[] wire = [.. Frame("a"u8, isMasked: false), .. Frame("ping"u8, isMasked: false, WebSocketOpcode.Ping), .. Frame("b"u8, isMasked: false)];

        int count = decoder.Decode(wire);

        Assert.That(Encoding.ASCII.GetString(wire, 0, count), Is.EqualTo("ab"));
        Assert.That(decoder.Ping, Is.EqualTo("ping"u8.ToArray()));
    }

    [Test]
    public void Ends_with_a_close_frame()
    {
        var decoder = new WebSocketDecoder();

        Assert.That(
            decoder.Decode([.. Frame("a"u8, isMasked: false), .. Frame([3, 0xE8], isMasked: false, WebSocketOpcode.Close), 1, 2, 3]), Is.EqualTo(1));
        Assert.That(decoder.IsClosed, Is.True);
    }

    [Test]
    public void Refuses_reserved_bits()
    {
        var decoder = new WebSocketDecoder();

        decoder.Decode([0xC1, 1, (byte)'a']);

        Assert.That(decoder.IsMalformed, Is.True);
    }

    [Test]
    public void Masks_octet_by_octet([Range(0, 40)] int length, [Values(0, 1, 2, 3)] int offset)
    {
        byte[] octets = [.. Enumerable.Range(0, length).Select(static i => (byte)(i * 7))];
        byte[] expected = [.. octets.Select((octet, i) => (byte)(octet ^ (Mask >> ((i + offset) % 4 * 8))))];

        WebSocketFraming.Mask(octets, Mask, offset);

        Assert.That(octets, Is.EqualTo(expected));
    }

    // RFC 6455, section 1.3, has this key and its answer.
    [Test]
    public void Checks_the_handshake()
    {
        const string Key = "dGhlIHNhbXBsZSBub25jZQ==";
        const string Good = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

        Assert.That(WebSocketHandshake.Refusal(Good, Key), Is.Null);
        Assert.That(WebSocketHandshake.Refusal(Good.Replace("s3p", "s4p", StringComparison.Ordinal), Key), Does.Contain("Sec-WebSocket-Accept"));
        Assert.That(WebSocketHandshake.Refusal(Good + "\r\nSec-WebSocket-Protocol: v10.stomp", Key), Does.Contain("v10.stomp"));
        Assert.That(WebSocketHandshake.Refusal("HTTP/1.1 403 Forbidden", Key), Does.Contain("403"));
    }

    private static byte[] Frame(ReadOnlySpan<byte> payload, bool isMasked, WebSocketOpcode opcode = WebSocketOpcode.Text)
    {
        int header = WebSocketFraming.HeaderBytes(payload.Length);
        byte[] frame = new byte[header + (isMasked ? WebSocketFraming.MaskBytes : 0) + payload.Length];
        WebSocketFraming.WriteHeader(frame, opcode, payload.Length, isMasked);
        payload.CopyTo(frame.AsSpan(frame.Length - payload.Length));
        if (isMasked)
        {
            BitConverter.TryWriteBytes(frame.AsSpan(header), Mask);
            WebSocketFraming.Mask(frame.AsSpan(header + WebSocketFraming.MaskBytes), Mask);
        }

        return frame;
    }
}
