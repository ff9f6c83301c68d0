using System.Buffers;
using System.Diagnostics;
using System.Text;

namespace Stomp.AspNetCore.SockJs.Frames;

/// <summary>
/// Writes UTF-8 as the content of a JSON string, with the escapes that SockJS asks for: browsers lose or change
/// <c>U+0000–001F, 200C–200F, 2028–202F, 2060–206F, FFF0–FFFF</c> on some transports. In a script the JSON is itself the content of a string.
/// </summary>
/// <remarks>Stateless and thread-safe. What is no UTF-8 cannot be sent: each such octet becomes U+001A, which is one octet too, so that lengths stay true.</remarks>
internal sealed class JsonText
{
    /// <summary>The longest that one character of the text becomes: <c>\\u0000</c>, in a script.</summary>
    public const int MaxCharacterBytes = 7;

    private const byte Substitute = 0x1A;

    private readonly bool _isInScript;
    private readonly SearchValues<byte> _special;
    private readonly SearchValues<byte> _specialOrNotAscii;

    private JsonText(bool isInScript)
    {
        _isInScript = isInScript;

        // The first octets of the characters above: E2 begins U+2000 to 2FFF, EF begins U+F000 to FFFF. The page's parser must not see a tag.
        byte[] special = [.. Enumerable.Range(0, 0x20).Select(static value => (byte)value), (byte)'"', (byte)'\\', 0xE2, 0xEF];
        if (isInScript)
        {
            special = [.. special, (byte)'<'];
        }

        _special = SearchValues.Create(special);
        _specialOrNotAscii = SearchValues.Create([.. special, .. Enumerable.Range(0x80, 0x80).Select(static value => (byte)value)]);
    }

    /// <summary>For JSON.</summary>
    public static JsonText Plain { get; } = new(isInScript: false);

    /// <summary>For JSON within a string of a script.</summary>
    public static JsonText InScript { get; } = new(isInScript: true);

    /// <summary>The quotation mark around a string.</summary>
    public ReadOnlySpan<byte> Quote => _isInScript ? "\\\""u8 : "\""u8;

    /// <summary>Writes as much as there is room for.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isUtf8">Whether all of it is known to be valid UTF-8.</param>
    /// <param name="destination">At least <see cref="MaxCharacterBytes"/>.</param>
    /// <param name="consumed">Octets of the text that were written; all of it, or less when the room is used up.</param>
    /// <returns>Octets written.</returns>
    public int Write(ReadOnlySpan<byte> text, bool isUtf8, Span<byte> destination, out int consumed)
    {
        SearchValues<byte> special = isUtf8 ? _special : _specialOrNotAscii;
        int written = 0;
        consumed = 0;
        while (consumed < text.Length)
        {
            ReadOnlySpan<byte> rest = text[consumed..];
            int plain = rest.IndexOfAny(special);
            plain = plain < 0 ? rest.Length : plain;
            int copied = Math.Min(plain, destination.Length - written);
            rest[..copied].CopyTo(destination[written..]);
            written += copied;
            consumed += copied;
            if (copied < plain || consumed == text.Length || destination.Length - written < MaxCharacterBytes)
            {
                return written;
            }

            written += WriteSpecial(text[consumed..], destination[written..], out int length);
            consumed += length;
        }

        return written;
    }

    private int WriteSpecial(ReadOnlySpan<byte> text, Span<byte> destination, out int length)
    {
        length = 1;
        if (text[0] < 0x80)
        {
            return WriteAscii(text[0], destination);
        }

        if (Rune.DecodeFromUtf8(text, out Rune rune, out int runeLength) != OperationStatus.Done)
        {
            return WriteCode(Substitute, destination);
        }

        length = runeLength;
        if (MustEscape(rune.Value))
        {
            return WriteCode(rune.Value, destination);
        }

        text[..runeLength].CopyTo(destination);
        return runeLength;
    }

    private int WriteAscii(byte value, Span<byte> destination)
    {
        switch (value)
        {
            case (byte)'<':
                // The script's own escape, not JSON's: what the function is called with is the sign itself.
                "\\u003c"u8.CopyTo(destination);
                return 6;
            case (byte)'"' or (byte)'\\' when _isInScript:
                "\\\\\\"u8.CopyTo(destination);
                destination[3] = value;
                return 4;
            case (byte)'"' or (byte)'\\':
                return WriteShort(value, destination);
            case (byte)'\b':
                return WriteShort((byte)'b', destination);
            case (byte)'\t':
                return WriteShort((byte)'t', destination);
            case (byte)'\n':
                return WriteShort((byte)'n', destination);
            case (byte)'\f':
                return WriteShort((byte)'f', destination);
            case (byte)'\r':
                return WriteShort((byte)'r', destination);
            default:
                return WriteCode(value, destination);
        }
    }

    private int WriteShort(byte letter, Span<byte> destination)
    {
        int written = WriteBackslash(destination);
        destination[written] = letter;
        return written + 1;
    }

    private int WriteCode(int code, Span<byte> destination)
    {
        int written = WriteBackslash(destination);
        destination[written++] = (byte)'u';
        for (int shift = 12; shift >= 0; shift -= 4)
        {
            destination[written++] = "0123456789abcdef"u8[(code >> shift) & 0xF];
        }

        Debug.Assert(written <= MaxCharacterBytes, "an escape is longer than said");
        return written;
    }

    private int WriteBackslash(Span<byte> destination)
    {
        destination[0] = (byte)'\\';
        if (!_isInScript)
        {
            return 1;
        }

        destination[1] = (byte)'\\';
        return 2;
    }

    private static bool MustEscape(int code) =>
        code is (>= 0x200C and <= 0x200F) or (>= 0x2028 and <= 0x202F) or (>= 0x2060 and <= 0x206F) or (>= 0xFFF0 and <= 0xFFFF);
}
