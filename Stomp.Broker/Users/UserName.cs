using System.Text;
using System.Text.Unicode;

namespace Stomp.Broker.Users;

/// <summary>
/// A user's name in a destination. A slash would end it, so that it is written with octets of UTF-8 as <c>%</c> and two hexadecimal
/// digits, as in URLs: <c>%2F</c> is a slash, <c>%25</c> a per cent sign. Any other character may stand as it is or be written so.
/// </summary>
internal static class UserName
{
    private const byte Escape = (byte)'%';

    /// <summary>Reads a name; there are never more characters than octets.</summary>
    /// <param name="encoded">The name as it stands in a destination.</param>
    /// <param name="name">Gets the characters; at least as long as <paramref name="encoded"/>.</param>
    /// <param name="length">The characters.</param>
    /// <returns><see langword="false"/> when a per cent sign is not followed by two digits, or the octets are not UTF-8.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, Span<char> name, out int length)
    {
        if (encoded.Contains(Escape))
        {
            Span<byte> octets = encoded.Length <= 256 ? stackalloc byte[256] : new byte[encoded.Length];
            if (!TryUnescape(encoded, octets, out int count))
            {
                length = 0;
                return false;
            }

            return TryRead(octets[..count], name, out length);
        }

        return TryRead(encoded, name, out length);
    }

    /// <summary>Writes a name for a destination.</summary>
    public static string Encode(string name)
    {
        if (name.AsSpan().IndexOfAny('/', '%') < 0)
        {
            return name;
        }

        return new StringBuilder(name).Replace("%", "%25").Replace("/", "%2F").ToString();
    }

    private static bool TryRead(ReadOnlySpan<byte> octets, Span<char> name, out int length) =>
        Utf8.ToUtf16(octets, name, out _, out length, replaceInvalidSequences: false) == System.Buffers.OperationStatus.Done;

    private static bool TryUnescape(ReadOnlySpan<byte> encoded, Span<byte> octets, out int count)
    {
        count = 0;
        for (int i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] != Escape)
            {
                octets[count++] = encoded[i];
                continue;
            }

            if (encoded.Length - i < 3 || !char.IsAsciiHexDigit((char)encoded[i + 1]) || !char.IsAsciiHexDigit((char)encoded[i + 2]))
            {
                return false;
            }

            octets[count++] = (byte)((ToDigit(encoded[i + 1]) << 4) | ToDigit(encoded[i + 2]));
            i += 2;
        }

        return true;
    }

    private static int ToDigit(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
