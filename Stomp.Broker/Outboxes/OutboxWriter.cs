using System.IO.Pipelines;
using Stomp.Broker.Messages;
using Stomp.Core.Protocol;
using Stomp.Core.Transports;

namespace Stomp.Broker.Outboxes;

/// <summary>Writes the entries of an outbox to the connection's output.</summary>
/// <remarks>One drain at a time uses it.</remarks>
internal sealed class OutboxWriter(StompConnection connection)
{
    private readonly PipeWriter _output = connection.Output;

    public void Write(in OutboxEntry entry)
    {
        if (entry.Recipient is null)
        {
            WriteFrame(entry.Message);
        }
        else
        {
            WriteMessage(entry);
        }
    }

    /// <summary>Hands what was written to the transport; waits while that has as much as it takes.</summary>
    public ValueTask<FlushResult> FlushAsync() => _output.FlushAsync();

    private void WriteMessage(in OutboxEntry entry)
    {
        Message message = entry.Message;
        MessageHead head = entry.Recipient!.Head;
        ReadOnlySpan<byte> tail = message.GetTail(head.Version);
        if (connection.IsMessageOriented)
        {
            WriteAnnouncedMessage(entry, head, tail);
            return;
        }

        Span<byte> span = _output.GetSpan(head.GetMaxLength(message));
        (int written, int tailStart) = head.Write(span, message, entry.Sequence, entry.Redelivered);
        tail = tail[tailStart..];
        if (tail.Length <= span.Length - written)
        {
            tail.CopyTo(span[written..]);
            _output.Advance(written + tail.Length);
        }
        else
        {
            _output.Advance(written);
            WriteOctets(tail);
        }
    }

    // The frame's length must be known before its first octet is written, so the head is put together aside.
    private void WriteAnnouncedMessage(in OutboxEntry entry, MessageHead head, ReadOnlySpan<byte> tail)
    {
        int maxLength = head.GetMaxLength(entry.Message);
        Span<byte> aside = maxLength <= 512 ? stackalloc byte[512] : new byte[maxLength];
        (int written, int tailStart) = head.Write(aside, entry.Message, entry.Sequence, entry.Redelivered);
        tail = tail[tailStart..];
        connection.BeginFrame(written + tail.Length, head.IsUtf8 && entry.Message.IsUtf8);
        WriteOctets(aside[..written]);
        WriteOctets(tail);
    }

    private void WriteFrame(Message frame)
    {
        if (connection.IsMessageOriented)
        {
            connection.BeginFrame(frame.Length, frame.IsUtf8);
        }

        WriteOctets(frame.GetTail(StompVersion.V12));
    }

    // Piece by piece into the segments that the pipe has; a large message does not ask for a segment of its own size.
    private void WriteOctets(ReadOnlySpan<byte> octets)
    {
        while (true)
        {
            Span<byte> span = _output.GetSpan();
            if (octets.Length <= span.Length)
            {
                octets.CopyTo(span);
                _output.Advance(octets.Length);
                return;
            }

            octets[..span.Length].CopyTo(span);
            _output.Advance(span.Length);
            octets = octets[span.Length..];
        }
    }
}
