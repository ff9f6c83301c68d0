using Stomp.Core.Protocol;

namespace Stomp.Broker.Messages;

/// <summary>Finds headers in the shared tail of a message, as it is encoded for 1.2.</summary>
internal static class TailHeaders
{
    /// <summary>Finds the value of the first header of a name.</summary>
    /// <param name="message">The message.</param>
    /// <param name="name">The name, as it is encoded.</param>
    /// <param name="value">The value, as it is encoded: with its escapes. Two values are the same when their encodings are. It is part of the message.</param>
    public static bool TryFind(Message message, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> rest = message.GetTail(StompVersion.V12);
        while (TryReadLine(ref rest, out ReadOnlySpan<byte> headerName, out value))
        {
            if (headerName.SequenceEqual(name))
            {
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Takes the first header off a tail.</summary>
    /// <param name="rest">The tail; afterwards what follows the header.</param>
    /// <param name="name">Its name, as it is encoded.</param>
    /// <param name="value">Its value, as it is encoded.</param>
    /// <returns><see langword="false"/> when there are no more headers.</returns>
    public static bool TryReadLine(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        int end = rest.IndexOf((byte)'\n');
        if (end <= 0)
        {
            name = value = default;
            return false;
        }

        ReadOnlySpan<byte> line = rest[..end];
        rest = rest[(end + 1)..];
        int colon = line.IndexOf((byte)':'); // those of the name are escaped
        name = line[..colon];
        value = line[(colon + 1)..];
        return true;
    }
}
