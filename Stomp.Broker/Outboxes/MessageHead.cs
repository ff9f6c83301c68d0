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
    // The longest that can stand between the constant part and the tail: redelivered:true, and ack or message-id
    // with two numbers of at most 19 digits, dashes and line ends.
    private const int MaxVariableLength = 17 + 12 + 48;

    private readonly byte[] _constant;

    /// <summary>Encodes the constant part.</summary>
    /// <param name="subscriptionId">The subscription's id; <see langword="null"/> for one of 1.0 without (C-108).</param>
    /// <param name="number">The number of the subscription in its session, from which its ack keys are made.</param>
    /// <param name="isAcknowledged">Whether its messages are acknowledged.</param>
    /// <param name="version">The version of the session.</param>
    public MessageHead(byte[]? subscriptionId, int number, bool isAcknowledged, StompVersion version)
    {
        Number = number;
        IsAcknowledged = isAcknowledged;
        Version = version;
        var buffer = new PooledBuffer(64);
        var writer = new FrameWriter<PooledBuffer>(ref buffer, version);
        writer.WriteCommand(StompCommand.Message);
        if (subscriptionId is not null)
        {
            writer.WriteHeader(HeaderName.Subscription, subscriptionId);
        }

        writer.Flush();
        _constant = buffer.Array.AsSpan(0, buffer.Length).ToArray();
        ArrayPool<byte>.Shared.Return(buffer.Array);
        IsUtf8 = Utf8.IsValid(_constant);
    }

    public StompVersion Version { get; }

    public bool IsUtf8 { get; }

    public bool IsAcknowledged { get; }

    public int Number { get; }

    /// <summary>Octets of the constant part.</summary>
    public int Length => _constant.Length;

    /// <summary>The most octets that <see cref="Write"/> writes for a message.</summary>
    public int GetMaxLength(Message message) => _constant.Length + MaxVariableLength + message.IdLineLength;

    /// <summary>
    /// Writes the frame up to the shared tail, of which it returns the start: in 1.0 and 1.1 an acknowledged delivery has a
    /// <c>message-id</c> of its own (D-13), and the tail's is left out.
    /// </summary>
    /// <returns>How many octets were written, and from where on the tail follows.</returns>
    public (int Written, int TailStart) Write(Span<byte> destination, Message message, long sequence, bool redelivered)
    {
        _constant.CopyTo(destination);
        int written = _constant.Length;
        if (redelivered)
        {
            ReadOnlySpan<byte> header = "redelivered:true\n"u8;
            header.CopyTo(destination[written..]);
            written += header.Length;
        }

        if (!IsAcknowledged)
        {
            return (written, 0);
        }

        if (Version == StompVersion.V12)
        {
            ReadOnlySpan<byte> name = "ack:"u8;
            name.CopyTo(destination[written..]);
            written += name.Length;
            written += WriteKey(destination[written..], sequence);
            destination[written++] = (byte)'\n';
            return (written, 0);
        }

        int idEnd = message.IdLineLength - 1;
        message.GetTail(Version)[..idEnd].CopyTo(destination[written..]);
        written += idEnd;
        destination[written++] = (byte)'-';
        written += WriteKey(destination[written..], sequence);
        destination[written++] = (byte)'\n';
        return (written, message.IdLineLength);
    }

    private int WriteKey(Span<byte> destination, long sequence)
    {
        bool formatted = Utf8Formatter.TryFormat(Number, destination, out int numberLength);
        destination[numberLength] = (byte)'-';
        formatted &= Utf8Formatter.TryFormat(sequence, destination[(numberLength + 1)..], out int sequenceLength);
        Debug.Assert(formatted);
        return numberLength + 1 + sequenceLength;
    }
}
