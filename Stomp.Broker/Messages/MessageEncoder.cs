using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Messages;

/// <summary>Makes messages out of what is published, and frames of the broker's own.</summary>
/// <remarks>Thread-safe; one for each broker.</remarks>
internal sealed class MessageEncoder(MessagePool pool)
{
    /// <summary>Where the value of <c>message-id</c> begins in a tail.</summary>
    public const int IdStart = 11; // "message-id:"

    private const int MaxIdLength = InstanceLength + 1 + 20; // the instance, a dash, a 64-bit number
    private const int InstanceLength = 8;
    private const int HeaderOverhead = 64; // destination:, content-length: and its digits, line ends

    /// <summary>What stands in front of the shared tail, or belongs to its encoding: by <see cref="KnownHeader"/>, a bit each.</summary>
    public const ulong OwnHeaders =
        (1UL << (int)KnownHeader.ContentLength) | (1UL << (int)KnownHeader.MessageId) | (1UL << (int)KnownHeader.Subscription)
        | (1UL << (int)KnownHeader.Ack) | (1UL << (int)KnownHeader.Redelivered) | (1UL << (int)KnownHeader.DeliveryCount);

    // What the server says itself in MESSAGE, or what is between the sender and the server alone: never passed on (C-39, C-79, C-80).
    private const ulong NotPassedOn =
        OwnHeaders | (1UL << (int)KnownHeader.Destination) | (1UL << (int)KnownHeader.Receipt) | (1UL << (int)KnownHeader.ReceiptId)
        | (1UL << (int)KnownHeader.ReceiptMode) | (1UL << (int)KnownHeader.Transaction) | (1UL << (int)KnownHeader.Login) | (1UL << (int)KnownHeader.Passcode);

    // Tells the messages of this run of the process from those of any other.
    private readonly byte[] _instance = Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(InstanceLength, lowercase: true));
    private long _lastId;

    public MessagePool Pool => pool;

    /// <summary>Encodes a SEND. Its user headers are passed through in their order, repeats included (C-74).</summary>
    /// <param name="send">The frame.</param>
    /// <param name="destination">The destination that the message shows.</param>
    /// <param name="properties">What its headers ask for.</param>
    /// <param name="sender">The number of the session.</param>
    /// <param name="replyTo">What stands in <c>reply-to</c> in the place of what the client wrote; empty for just that.</param>
    public Message Encode(
        in StompFrame send, ReadOnlySpan<byte> destination, in MessageProperties properties = default, long sender = 0, ReadOnlySpan<byte> replyTo = default)
    {
        int capacity = IdStart + MaxIdLength + destination.Length + HeaderOverhead + send.BodyLength;
        HeaderCollection headers = send.Headers;
        foreach (Header header in headers)
        {
            capacity += header.Name.Length + header.Value.Length + 2;
        }

        var buffer = new MessageBuffer(pool, capacity);
        int idLength = WriteIdLine(ref buffer);
        var writer = new FrameWriter<MessageBuffer>(ref buffer, StompVersion.V12);
        writer.ContinueFrame(StompCommand.Message);
        writer.WriteHeader(KnownHeader.Destination, destination);
        if (replyTo.IsEmpty)
        {
            foreach (Header header in headers)
            {
                if ((NotPassedOn & (1UL << (int)header.Known)) == 0)
                {
                    writer.WriteHeader(header);
                }
            }
        }
        else
        {
            WriteHeaders(ref writer, headers, replyTo);
        }

        if (properties.Expires > 0)
        {
            WriteExpires(ref writer, send, properties.Expires);
        }

        if (send.TryGetBodySpan(out ReadOnlySpan<byte> body))
        {
            writer.EndFrame(body);
        }
        else
        {
            writer.EndFrame(send.Body);
        }

        writer.Flush();
        buffer.Message.Complete(buffer.Length, idLength, !writer.HasUnsafeHeaders, properties, sender);
        return buffer.Message;
    }

    /// <summary>Encodes what the application publishes itself. Headers that only the server may set are left out, as from a client.</summary>
    public Message Encode(
        ReadOnlySpan<byte> destination,
        string? contentType,
        IEnumerable<KeyValuePair<string, string>> headers,
        ReadOnlySpan<byte> body,
        in MessageProperties properties = default)
    {
        var buffer = new MessageBuffer(pool, IdStart + MaxIdLength + destination.Length + HeaderOverhead + body.Length);
        int idLength = WriteIdLine(ref buffer);
        var writer = new FrameWriter<MessageBuffer>(ref buffer, StompVersion.V12);
        writer.ContinueFrame(StompCommand.Message);
        writer.WriteHeader(KnownHeader.Destination, destination);
        if (contentType is not null)
        {
            writer.WriteHeader(KnownHeader.ContentType, Encoding.UTF8.GetBytes(contentType));
        }

        WriteHeaders(ref writer, headers, leftOut: NotPassedOn);
        writer.EndFrame(body);
        writer.Flush();
        buffer.Message.Complete(buffer.Length, idLength, !writer.HasUnsafeHeaders, properties);
        return buffer.Message;
    }

    /// <summary>Encodes a message once more, with an id of its own.</summary>
    public Message Copy(Message original)
    {
        ReadOnlySpan<byte> rest = original.GetTail(StompVersion.V12)[original.IdLineLength..];
        var buffer = new MessageBuffer(pool, IdStart + MaxIdLength + 1 + rest.Length);
        int idLength = WriteIdLine(ref buffer);
        rest.CopyTo(buffer.GetSpan(rest.Length));
        buffer.Advance(rest.Length);
        buffer.Message.Complete(buffer.Length, idLength, original.IsSameInAllVersions, original.Properties, original.Sender);
        return buffer.Message;
    }

    /// <summary>Begins a frame of the broker's own.</summary>
    public MessageBuffer Begin(int capacity) => new(pool, capacity);

    /// <summary>Ends a frame of the broker's own, already in its receiver's version.</summary>
    public static Message Complete(in MessageBuffer frame)
    {
        frame.Message.Complete(frame.Length, idLength: 0, sameInAllVersions: true);
        return frame.Message;
    }

    /// <summary>Encodes a message in place of another, with its id.</summary>
    public Message Rewrite(Message original, IEnumerable<KeyValuePair<string, string>> headers, ReadOnlySpan<byte> body)
    {
        var buffer = new MessageBuffer(pool, original.Length + body.Length);
        ReadOnlySpan<byte> idLine = original.GetTail(StompVersion.V12)[..original.IdLineLength];
        idLine.CopyTo(buffer.GetSpan(idLine.Length));
        buffer.Advance(idLine.Length);
        var writer = new FrameWriter<MessageBuffer>(ref buffer, StompVersion.V12);
        writer.ContinueFrame(StompCommand.Message);
        WriteHeaders(ref writer, headers, leftOut: OwnHeaders);
        writer.EndFrame(body);
        writer.Flush();
        buffer.Message.Complete(buffer.Length, original.Id.Length, !writer.HasUnsafeHeaders);
        buffer.Message.SetNumber(original.Number);
        return buffer.Message;
    }

    /// <summary>Encodes a message once more, with a header of the broker's own before all others.</summary>
    /// <param name="original">The message.</param>
    /// <param name="name">The header; it needs no escapes.</param>
    /// <param name="value">Its value, likewise.</param>
    public Message WithHeader(Message original, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> tail = original.GetTail(StompVersion.V12);
        var buffer = new MessageBuffer(pool, tail.Length + name.Length + value.Length + 2);
        Write(ref buffer, tail[..original.IdLineLength]);
        Write(ref buffer, name);
        Write(ref buffer, ":"u8);
        Write(ref buffer, value);
        Write(ref buffer, "\n"u8);
        Write(ref buffer, tail[original.IdLineLength..]);
        buffer.Message.Complete(buffer.Length, original.Id.Length, original.IsSameInAllVersions, original.Properties, original.Sender);
        buffer.Message.SetNumber(original.Number);
        return buffer.Message;
    }

    /// <summary>Encodes a message anew, with its id, for another destination.</summary>
    /// <param name="original">The message.</param>
    /// <param name="destination">The destination that it shows.</param>
    /// <param name="isLeftOut">Which of its headers are not passed on, by their decoded names.</param>
    /// <param name="added">Headers that come behind the others.</param>
    /// <param name="properties">What it asks for.</param>
    public Message Forward(
        Message original,
        ReadOnlySpan<byte> destination,
        Func<ReadOnlySpan<byte>, bool> isLeftOut,
        IEnumerable<KeyValuePair<string, string>> added,
        in MessageProperties properties)
    {
        var buffer = new MessageBuffer(pool, original.Length + destination.Length + HeaderOverhead);
        ReadOnlySpan<byte> idLine = original.GetTail(StompVersion.V12)[..original.IdLineLength];
        idLine.CopyTo(buffer.GetSpan(idLine.Length));
        buffer.Advance(idLine.Length);
        var writer = new FrameWriter<MessageBuffer>(ref buffer, StompVersion.V12);
        writer.ContinueFrame(StompCommand.Message);
        writer.WriteHeader(KnownHeader.Destination, destination);
        FrameParser parser = Decode(original, out StompFrame frame);
        foreach (Header header in frame.Headers)
        {
            if ((NotPassedOn & (1UL << (int)header.Known)) == 0 && !isLeftOut(header.Name))
            {
                writer.WriteHeader(header);
            }
        }

        WriteHeaders(ref writer, added, leftOut: NotPassedOn);
        frame.TryGetBodySpan(out ReadOnlySpan<byte> body);
        writer.EndFrame(body);
        writer.Flush();
        parser.Reset();
        buffer.Message.Complete(buffer.Length, original.Id.Length, !writer.HasUnsafeHeaders, properties, original.Sender);
        return buffer.Message;
    }

    /// <summary>Makes a message out of its tail for 1.2, as it was stored.</summary>
    /// <param name="tail">The tail.</param>
    /// <param name="properties">What it asks for.</param>
    public Message Restore(ReadOnlySpan<byte> tail, in MessageProperties properties)
    {
        var buffer = new MessageBuffer(pool, tail.Length);
        tail.CopyTo(buffer.GetSpan(tail.Length));
        buffer.Advance(tail.Length);
        buffer.Message.Complete(
            buffer.Length,
            tail[IdStart..].IndexOf((byte)'\n'),
            sameInAllVersions: !tail[..tail.IndexOf("\n\n"u8)].Contains((byte)'\\'),
            properties);
        return buffer.Message;
    }

    /// <summary>Reads a message as it was encoded. The frame is valid until the parser, which is returned, is reset.</summary>
    public static FrameParser Decode(Message message, out StompFrame frame) => Decode(message.GetTail(StompVersion.V12), out frame);

    /// <summary>Makes the tail for an older version out of that for 1.2.</summary>
    internal static byte[] Reencode(ReadOnlySpan<byte> tail, StompVersion version)
    {
        FrameParser parser = Decode(tail, out StompFrame frame);
        var output = new ArrayBufferWriter<byte>(tail.Length);
        var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref output, version);
        writer.ContinueFrame(StompCommand.Message);
        foreach (Header header in frame.Headers)
        {
            if (header.Known != KnownHeader.ContentLength)
            {
                writer.WriteHeader(header);
            }
        }

        frame.TryGetBodySpan(out ReadOnlySpan<byte> body);
        writer.EndFrame(body);
        writer.Flush();
        parser.Reset();
        return output.WrittenSpan.ToArray();
    }

    // The tail lacks just the command line to be a frame; it was made here, so no limit applies to it.
    private static FrameParser Decode(ReadOnlySpan<byte> tail, out StompFrame frame)
    {
        byte[] octets = [.. "MESSAGE\n"u8, .. tail];
        var limits = new FrameLimits { MaxHeaderLineBytes = 1 << 28, MaxHeaderBlockBytes = 1 << 28, MaxHeaderCount = 1 << 16, MaxBodyBytes = 1 << 30 };
        var parser = new FrameParser(FrameSource.Server, limits) { Version = StompVersion.V12 };
        var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(octets));
        bool whole = parser.TryRead(ref input, out frame);
        Debug.Assert(whole);
        return parser;
    }

    // A second reply-to means nothing (C-40), and would show a name that is no address.
    private static void WriteHeaders(ref FrameWriter<MessageBuffer> writer, in HeaderCollection headers, ReadOnlySpan<byte> replyTo)
    {
        writer.WriteHeader("reply-to"u8, replyTo);
        foreach (Header header in headers)
        {
            if ((NotPassedOn & (1UL << (int)header.Known)) == 0 && !header.Name.SequenceEqual("reply-to"u8))
            {
                writer.WriteHeader(header);
            }
        }
    }

    // Who gets a message that was sent with a time to live learns when it ends.
    private static void WriteExpires(ref FrameWriter<MessageBuffer> writer, in StompFrame send, long expires)
    {
        if (!send.Headers.TryGetValue("expires"u8, out _))
        {
            Span<byte> digits = stackalloc byte[20];
            Utf8Formatter.TryFormat(expires, digits, out int length);
            writer.WriteHeader("expires"u8, digits[..length]);
        }
    }

    private static void WriteHeaders(ref FrameWriter<MessageBuffer> writer, IEnumerable<KeyValuePair<string, string>> headers, ulong leftOut)
    {
        foreach ((string name, string value) in headers)
        {
            byte[] octets = Encoding.UTF8.GetBytes(name);
            if ((leftOut & (1UL << (int)HeaderName.Resolve(octets))) == 0)
            {
                writer.WriteHeader(octets, Encoding.UTF8.GetBytes(value));
            }
        }
    }

    private static void Write(ref MessageBuffer buffer, ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(buffer.GetSpan(octets.Length));
        buffer.Advance(octets.Length);
    }

    private int WriteIdLine(ref MessageBuffer buffer)
    {
        Span<byte> line = buffer.GetSpan(IdStart + MaxIdLength + 1);
        "message-id:"u8.CopyTo(line);
        _instance.CopyTo(line[IdStart..]);
        line[IdStart + InstanceLength] = (byte)'-';
        Utf8Formatter.TryFormat(Interlocked.Increment(ref _lastId), line[(IdStart + InstanceLength + 1)..], out int digits);
        int idLength = InstanceLength + 1 + digits;
        line[IdStart + idLength] = (byte)'\n';
        buffer.Advance(IdStart + idLength + 1);
        return idLength;
    }
}
