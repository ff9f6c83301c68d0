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

    /// <summary>Writes entries, at least one, until there are so many octets.</summary>
    /// <param name="entries">What waits.</param>
    /// <param name="enough">Octets after which no other is begun.</param>
    /// <param name="bytes">What those that were written count for.</param>
    /// <returns>How many were written.</returns>
    public int Write(ReadOnlySpan<OutboxEntry> entries, int enough, out int bytes)
    {
        var output = new OutputSpan(_output);
        int written = 0;
        bytes = 0;
        while (written < entries.Length && bytes < enough)
        {
            ref readonly OutboxEntry entry = ref entries[written++];
            bytes += entry.Length;
            if (entry.Recipient is null)
            {
                WriteFrame(ref output, entry.Message);
            }
            else
            {
                WriteMessage(ref output, entry, entry.Recipient.Head);
            }
        }

        output.Advance();
        return written;
    }

    /// <summary>Hands what was written to the transport; waits while that has as much as it takes.</summary>
    public ValueTask<FlushResult> FlushAsync() => _output.FlushAsync();

    private void WriteMessage(ref OutputSpan output, in OutboxEntry entry, MessageHead head)
    {
        Message message = entry.Message;
        ReadOnlySpan<byte> tail = message.GetTail(head.Version);
        int headLength = head.GetLength(message, entry.Sequence, entry.Deliveries, out int tailStart);
        tail = tail[tailStart..];
        if (connection.IsMessageOriented)
        {
            output.Advance();
            connection.BeginFrame(headLength + tail.Length, head.IsUtf8 && message.IsUtf8);
        }

        head.Write(output.Take(headLength), message, entry.Sequence, entry.Deliveries);
        output.Write(tail);
    }

    private void WriteFrame(ref OutputSpan output, Message frame)
    {
        if (connection.IsMessageOriented)
        {
            output.Advance();
            connection.BeginFrame(frame.Length, frame.IsUtf8);
        }

        output.Write(frame.GetTail(StompVersion.V12));
    }
}
