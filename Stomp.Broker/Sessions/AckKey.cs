using System.Buffers.Text;

namespace Stomp.Broker.Sessions;

/// <summary>
/// The key by which a delivery is acknowledged: the number of its subscription in the session, a dash, its number in the subscription.
/// In 1.2 it is the <c>ack</c> header; in 1.0 and 1.1 it ends the <c>message-id</c>. It means something on its own connection only (H-13).
/// </summary>
internal readonly record struct AckKey(int Subscription, long Sequence)
{
    /// <summary>Reads the <c>id</c> of an ACK in 1.2.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out AckKey key)
    {
        key = default;
        int dash = text.IndexOf((byte)'-');
        if (dash <= 0
            || !Utf8Parser.TryParse(text, out int subscription, out int consumed) || consumed != dash
            || !Utf8Parser.TryParse(text[(dash + 1)..], out long sequence, out consumed) || consumed != text.Length - dash - 1
            || subscription <= 0 || sequence <= 0)
        {
            return false;
        }

        key = new AckKey(subscription, sequence);
        return true;
    }

    /// <summary>Reads the key at the end of a <c>message-id</c> of 1.0 and 1.1.</summary>
    public static bool TryParseMessageId(ReadOnlySpan<byte> messageId, out AckKey key)
    {
        key = default;
        int sequence = messageId.LastIndexOf((byte)'-');
        int subscription = sequence <= 0 ? -1 : messageId[..sequence].LastIndexOf((byte)'-');
        return subscription > 0 && TryParse(messageId[(subscription + 1)..], out key);
    }
}
