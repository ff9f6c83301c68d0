namespace Stomp.Core.Protocol;

/// <summary>
/// One party's <c>heart-beat</c> header (STOMP 1.1 and 1.2, "Heart-beating"): what it can send and what it wants to get,
/// in milliseconds; 0 means "cannot" and "does not want".
/// </summary>
/// <param name="Outgoing">The smallest interval between life signs that the party guarantees.</param>
/// <param name="Incoming">The interval between life signs that the party would like to see.</param>
public readonly record struct HeartBeat(int Outgoing, int Incoming)
{
    /// <summary>The value of a missing header (C-62): no life signs either way.</summary>
    public static HeartBeat None => default;

    /// <summary>
    /// Reads <c>n,m</c>: two runs of digits and one comma, nothing else (C-61). Values above <see cref="int.MaxValue"/>
    /// (24 days) are taken as that (C-71).
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out HeartBeat heartBeat)
    {
        int comma = value.IndexOf((byte)',');
        if (comma > 0
            && TryParseMilliseconds(value[..comma], out int outgoing)
            && TryParseMilliseconds(value[(comma + 1)..], out int incoming))
        {
            heartBeat = new HeartBeat(outgoing, incoming);
            return true;
        }

        heartBeat = None;
        return false;
    }

    /// <summary>
    /// The interval in milliseconds at which a party must give life signs, 0 for never (C-63, C-64):
    /// the greater of what the sender guarantees and the receiver wants, if both are not 0.
    /// </summary>
    public static int Negotiate(int senderOutgoing, int receiverIncoming) =>
        senderOutgoing == 0 || receiverIncoming == 0 ? 0 : Math.Max(senderOutgoing, receiverIncoming);

    private static bool TryParseMilliseconds(ReadOnlySpan<byte> digits, out int milliseconds)
    {
        milliseconds = 0;
        if (digits.IsEmpty)
        {
            return false;
        }

        long value = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = Math.Min((value * 10) + (digit - '0'), int.MaxValue);
        }

        milliseconds = (int)value;
        return true;
    }
}
