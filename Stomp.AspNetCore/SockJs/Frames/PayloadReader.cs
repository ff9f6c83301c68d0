using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Stomp.AspNetCore.SockJs.Frames;

/// <summary>
/// Reads what a client sends: a JSON array of strings, or one string. The messages in it are a stream to the broker: a STOMP frame may span
/// them, and one may hold many.
/// </summary>
internal static class PayloadReader
{
    private const int UnicodeEscapeLength = 6; // \u0000

    /// <summary>Reads a payload as a whole: one of broken JSON has no messages.</summary>
    /// <param name="payload">UTF-8.</param>
    /// <param name="messages">Gets the messages, one behind the other. At most as long as the payload.</param>
    /// <param name="messageEnd">Is put behind each message, if it is there.</param>
    /// <returns>Whether it is JSON as expected. If not, part of it may have been written.</returns>
    public static bool TryRead(ReadOnlySpan<byte> payload, IBufferWriter<byte> messages, byte? messageEnd)
    {
        var reader = new Utf8JsonReader(payload);
        try
        {
            if (!reader.Read())
            {
                return false;
            }

            bool isArray = reader.TokenType == JsonTokenType.StartArray;
            while (!isArray || (reader.Read() && reader.TokenType != JsonTokenType.EndArray))
            {
                if (reader.TokenType != JsonTokenType.String)
                {
                    return false;
                }

                Write(reader, messages);
                if (messageEnd is { } end)
                {
                    messages.Write([end]);
                }

                if (!isArray)
                {
                    break;
                }
            }

            // Throws when more follows.
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Write(in Utf8JsonReader reader, IBufferWriter<byte> messages)
    {
        ReadOnlySpan<byte> text = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            messages.Write(text);
            return;
        }

        Span<byte> destination = messages.GetSpan(text.Length);
        int written = 0;
        while (true)
        {
            int plain = text.IndexOf((byte)'\\');
            if (plain < 0)
            {
                text.CopyTo(destination[written..]);
                messages.Advance(written + text.Length);
                return;
            }

            text[..plain].CopyTo(destination[written..]);
            written += plain;
            text = text[plain..];
            written += Unescape(text, destination[written..], out int length);
            text = text[length..];
        }
    }

    private static int Unescape(ReadOnlySpan<byte> text, Span<byte> destination, out int length)
    {
        if (text[1] == (byte)'u')
        {
            return UnescapeCode(text, destination, out length);
        }

        length = 2;
        destination[0] = text[1] switch
        {
            (byte)'b' => (byte)'\b',
            (byte)'t' => (byte)'\t',
            (byte)'n' => (byte)'\n',
            (byte)'f' => (byte)'\f',
            (byte)'r' => (byte)'\r',
            byte itself => itself,
        };
        return 1;
    }

    // Half a surrogate pair is a string to JavaScript, but has no UTF-8: it becomes U+FFFD, as browsers have it that encode one.
    private static int UnescapeCode(ReadOnlySpan<byte> text, Span<byte> destination, out int length)
    {
        length = UnicodeEscapeLength;
        char first = CodeAt(text);
        if (char.IsHighSurrogate(first)
            && text.Length >= 2 * UnicodeEscapeLength
            && text[UnicodeEscapeLength..].StartsWith("\\u"u8)
            && Rune.TryCreate(first, CodeAt(text[UnicodeEscapeLength..]), out Rune pair))
        {
            length = 2 * UnicodeEscapeLength;
            return pair.EncodeToUtf8(destination);
        }

        return (Rune.TryCreate(first, out Rune rune) ? rune : Rune.ReplacementChar).EncodeToUtf8(destination);
    }

    private static char CodeAt(ReadOnlySpan<byte> text)
    {
        bool isHex = ushort.TryParse(text[2..UnicodeEscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code);
        Debug.Assert(isHex, "the JSON reader has passed four digits");
        return (char)code;
    }
}
