using System.Buffers.Text;
using System.Globalization;

namespace Stomp.Broker.Selectors.Values;

/// <summary>
/// Numbers in headers, whose values are all text: <c>100</c>, <c>-1.5</c>, <c>2E3</c>, spaces around them allowed. They are decimal, also
/// with zeros in front. What does not fit 64 bits is a real number.
/// </summary>
internal static class NumberText
{
    private const NumberStyles RealStyle = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>The number; <see cref="Value.Null"/> when the text is none.</summary>
    public static Value Parse(ReadOnlySpan<byte> text)
    {
        if (Utf8Parser.TryParse(text, out long integer, out int consumed) && consumed == text.Length)
        {
            return Value.FromInteger(integer);
        }

        ReadOnlySpan<byte> trimmed = text.Trim(" \t"u8);
        return trimmed.Length < text.Length ? Parse(trimmed) : ParseReal(text);
    }

    private static Value ParseReal(ReadOnlySpan<byte> text)
    {
        // The framework also takes "Infinity", "NaN" and the like, which are words here: a number begins and ends with none of their letters.
        bool isWord = text.IsEmpty
            || text[0] is not ((>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.')
            || text[^1] is not ((>= (byte)'0' and <= (byte)'9') or (byte)'.');
        return !isWord && double.TryParse(text, RealStyle, CultureInfo.InvariantCulture, out double real) ? Value.FromReal(real) : Value.Null;
    }
}
