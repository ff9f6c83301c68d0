using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Text.Unicode;
using Stomp.Broker.Messages;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Outboxes;

/// <summary>
/// What one subscription puts in front of the shared tail of each message: <c>MESSAGE</c>, <c>subscription</c>, and where messages are
/// acknowledged, the key to do it by. All that does not change is encoded once.
/// </summary>
internal sealed class MessageHead
{
    private readonly byte[] _constant;
    private readonly byte[][]? _numbered; // beginnings of header lines that end with the number of the message; nearly always none

    /// <summary>Encodes the constant part.</summary>
    /// <param name="subscriptionId">The subscription's id; <see langword="null"/> for one of 1.0 without (C-108).</param>
    /// <param name="number">The number of the subscription in its session, from which its ack keys are made.</param>
    /// <param name="isAcknowledged">Whether its messages are acknowledged.</param>
    /// <param name="version">The version of the session.</param>
    /// <param name="numbered">Headers whose values end with the message's <see cref="Message.Number"/>, and what comes before it.</param>
    public MessageHead(
        byte[]? subscriptionId, int number, bool isAcknowledged, StompVersion version, params ReadOnlySpan<(byte[] Name, byte[] Value)> numbered)
    {
        Number = number;
        IsAcknowledged = isAcknowledged;
        Version = version;
        var buffer = new ArrayBufferWriter<byte>(64);
        var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref buffer, version);
        writer.WriteCommand(StompCommand.Message);
        if (subscriptionId is not null)
        {
            writer.WriteHeader(HeaderName.Subscription, subscriptionId);
        }

        writer.Flush();
        _constant = buffer.WrittenSpan.ToArray();
        IsUtf8 = Utf8.IsValid(_constant);
        if (!numbered.IsEmpty)
        {
            _numbered = new byte[numbered.Length][];
            for (int i = 0; i < numbered.Length; i++)
            {
                _numbered[i] = EncodeBeginning(numbered[i].Name, numbered[i].Value, version);
                IsUtf8 &= Utf8.IsValid(_numbered[i]);
            }
        }
    }

    private static ReadOnlySpan<byte> Redelivered => "redelivered:true\ndelivery-count:"u8;

    private static ReadOnlySpan<byte> AckName => "ack:"u8;

    public StompVersion Version { get; }

    public bool IsUtf8 { get; }

    public bool IsAcknowledged { get; }

    public int Number { get; }

    /// <summary>Octets of the constant part.</summary>
    public int Length => _constant.Length;

    /// <summary>The octets that <see cref="Write"/> writes for a delivery.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sequence">The number of the delivery.</param>
    /// <param name="deliveries">How often the message was delivered before.</param>
    /// <param name="tailStart">
    /// Where the rest of the frame begins in the shared tail: in 1.0 and 1.1 an acknowledged delivery has a <c>message-id</c> of its own
    /// (D-13), and the tail's is left out.
    /// </param>
    public int GetLength(Message message, long sequence, int deliveries, out int tailStart)
    {
        int length = _constant.Length + (deliveries > 0 ? Redelivered.Length + CountDigits(deliveries + 1L) + 1 : 0);
        tailStart = 0;
        if (_numbered is not null)
        {
            length += GetNumberedLength(message);
        }

        if (!IsAcknowledged)
        {
            return length;
        }

        int keyLength = CountDigits(Number) + 1 + CountDigits(sequence);
        if (Version == StompVersion.V12)
        {
            return length + AckName.Length + keyLength + 1;
        }

        tailStart = message.IdLineLength;
        return length + tailStart + 1 + keyLength;
    }

    /// <summary>Writes the frame up to the shared tail.</summary>
    /// <param name="destination">As long as <see cref="GetLength"/> says.</param>
    /// <param name="message">The message.</param>
    /// <param name="sequence">The number of the delivery.</param>
    /// <param name="deliveries">How often the message was delivered before.</param>
    public void Write(Span<byte> destination, Message message, long sequence, int deliveries)
    {
        _constant.CopyTo(destination);
        if (deliveries == 0 && !IsAcknowledged && _numbered is null)
        {
            return;
        }

        int written = _constant.Length;
        if (_numbered is not null)
        {
            written += WriteNumbered(destination[written..], message);
        }

        if (deliveries > 0)
        {
            written += Copy(Redelivered, destination[written..]);
            written += WriteNumber(destination[written..], deliveries + 1L);
            destination[written++] = (byte)'\n';
        }

        if (IsAcknowledged)
        {
            if (Version == StompVersion.V12)
            {
                written += Copy(AckName, destination[written..]);
            }
            else
            {
                written += Copy(message.GetTail(Version)[..(message.IdLineLength - 1)], destination[written..]);
                destination[written++] = (byte)'-';
            }

            written += WriteKey(destination[written..], sequence);
            destination[written++] = (byte)'\n';
        }

        Debug.Assert(written == destination.Length);
    }

    private static int Copy(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        source.CopyTo(destination);
        return source.Length;
    }

    private static int CountDigits(long number)
    {
        int digits = 1;
        for (ulong rest = (ulong)number; rest >= 10; rest /= 10)
        {
            digits++;
        }

        return digits;
    }

    private static byte[] EncodeBeginning(byte[] name, byte[] value, StompVersion version)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref buffer, version);
        writer.ContinueFrame(StompCommand.Message);
        writer.WriteHeader(name, value);
        writer.Flush();
        return buffer.WrittenSpan[..^1].ToArray(); // without the line's end
    }

    private int GetNumberedLength(Message message)
    {
        int length = 0;
        if (message.Number > 0)
        {
            foreach (byte[] beginning in _numbered!)
            {
                length += beginning.Length + CountDigits(message.Number) + 1;
            }
        }

        return length;
    }

    private int WriteNumbered(Span<byte> destination, Message message)
    {
        int written = 0;
        if (message.Number > 0)
        {
            foreach (byte[] beginning in _numbered!)
            {
                written += Copy(beginning, destination[written..]);
                written += WriteNumber(destination[written..], message.Number);
                destination[written++] = (byte)'\n';
            }
        }

        return written;
    }

    private int WriteKey(Span<byte> destination, long sequence)
    {
        int length = WriteNumber(destination, Number);
        destination[length++] = (byte)'-';
        return length + WriteNumber(destination[length..], sequence);
    }

    private static int WriteNumber(Span<byte> destination, long number)
    {
        bool formatted = Utf8Formatter.TryFormat(number, destination, out int length);
        Debug.Assert(formatted);
        return length;
    }
}
