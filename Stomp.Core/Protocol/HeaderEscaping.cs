using System.Buffers;

namespace Stomp.Core.Protocol;

/// <summary>
/// The escapes of header names and values (STOMP 1.2, "Value encoding"): <c>\n</c> line feed, <c>\c</c> colon, <c>\\</c> backslash,
/// and from 1.2 on <c>\r</c> carriage return. 1.0 has none, and CONNECT, STOMP and CONNECTED never have any (C-25).
/// </summary>
public static class HeaderEscaping
{
    // What must not stand as it is in a header. 1.1 has no escape for CR (C-23), but 1.2 does, so no two versions write it alike;
    // 1.0 has none at all: there only a line feed is replaced (D-10).
    private static readonly SearchValues<byte> Unsafe11And12 = SearchValues.Create("\n:\\\r"u8);

    /// <summary>The position of the first octet that cannot be sent to a session of <paramref name="version"/> as it is; −1 when there is none.</summary>
    public static int IndexOfUnsafe(ReadOnlySpan<byte> text, StompVersion version) =>
        version == StompVersion.V10 ? text.IndexOf((byte)'\n') : text.IndexOfAny(Unsafe11And12);

    /// <summary>
    /// Encodes a name or value for a session of <paramref name="version"/> (C-22). What the version cannot express is made harmless,
    /// never passed on as a line of its own (C-28): in 1.0 a line feed becomes a space; in 1.1 a carriage return is kept as it is.
    /// Where one would be taken for part of the line end, at the end of a value, it is for the caller to drop it (D-9).
    /// </summary>
    /// <param name="text">The decoded text.</param>
    /// <param name="destination">At least twice as long as <paramref name="text"/>.</param>
    /// <param name="version">The receiver's version.</param>
    /// <returns>The octets written.</returns>
    public static int Escape(ReadOnlySpan<byte> text, Span<byte> destination, StompVersion version)
    {
        int written = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte octet = text[i];
            byte code = octet switch
            {
                (byte)'\n' => (byte)'n',
                (byte)':' => (byte)'c',
                (byte)'\\' => (byte)'\\',
                (byte)'\r' => (byte)'r',
                _ => 0,
            };

            if (version == StompVersion.V10)
            {
                destination[written++] = octet == '\n' ? (byte)' ' : octet;
            }
            else if (code != 0 && (code != 'r' || version == StompVersion.V12))
            {
                destination[written++] = (byte)'\\';
                destination[written++] = code;
            }
            else
            {
                destination[written++] = octet;
            }
        }

        return written;
    }

    /// <summary>
    /// Decodes a name or value in place, once and from left to right (C-27). Call it for 1.1 and 1.2 only.
    /// </summary>
    /// <param name="text">The text; its first <paramref name="length"/> octets are the decoded text afterwards.</param>
    /// <param name="version">The sender's version: 1.1 does not know <c>\r</c>.</param>
    /// <param name="length">The octets of the decoded text.</param>
    /// <returns><see langword="false"/> at an undefined escape, which is a fatal protocol error (C-21).</returns>
    public static bool TryUnescape(Span<byte> text, StompVersion version, out int length)
    {
        length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte octet = text[i];
            if (octet == '\\')
            {
                if (++i == text.Length)
                {
                    return false;
                }

                switch (text[i])
                {
                    case (byte)'n':
                        octet = (byte)'\n';
                        break;
                    case (byte)'c':
                        octet = (byte)':';
                        break;
                    case (byte)'\\':
                        break;
                    case (byte)'r' when version == StompVersion.V12:
                        octet = (byte)'\r';
                        break;
                    default:
                        return false;
                }
            }

            text[length++] = octet;
        }

        return true;
    }

    /// <summary>Refuses a header of a frame without escapes that would not come to the receiver as it is.</summary>
    /// <exception cref="ArgumentException">A line end or a NUL stands in it, or a colon in the name.</exception>
    internal static void ThrowIfNotExpressible(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.IndexOfAny("\n\r:\0"u8) >= 0 || value.IndexOfAny((byte)'\n', (byte)'\r', (byte)0) >= 0)
        {
            throw new ArgumentException("A header of CONNECT, STOMP or CONNECTED holds a line end, a NUL, or a colon in its name; these frames have no escapes for them.");
        }
    }
}
