using System.Globalization;
using Stomp.Broker.Selectors.Expressions;

namespace Stomp.Broker.Selectors.Parsing;

/// <summary>
/// Numbers in a selector, as JMS takes them from Java: <c>57</c>, <c>0x1F</c>, <c>017</c> (octal), <c>7.</c>, <c>.5</c>, <c>7E-3</c>;
/// <c>L</c>, <c>F</c> or <c>D</c> may follow.
/// </summary>
internal static class NumberSyntax
{
    /// <summary>Reads a number.</summary>
    /// <param name="text">The number without a sign.</param>
    /// <param name="isNegative">Whether a minus stands in front of it: the least integer has no opposite of its own.</param>
    /// <param name="error">What is wrong with it, if something is.</param>
    public static NumberLiteral? Parse(string text, bool isNegative, out string? error)
    {
        ReadOnlySpan<char> digits = TrimSuffix(text, "lL");
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return ParseRadix(text, digits[2..], 16, isNegative, out error);
        }

        bool isInteger = digits.IndexOfAnyExceptInRange('0', '9') < 0;
        if (isInteger && digits.Length > 1 && digits[0] == '0')
        {
            return ParseRadix(text, digits[1..], 8, isNegative, out error);
        }

        error = null;
        ReadOnlySpan<char> signed = isNegative ? $"-{digits}" : digits;
        if (isInteger && long.TryParse(signed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer))
        {
            return new NumberLiteral(integer);
        }

        ReadOnlySpan<char> real = isInteger ? digits : TrimSuffix(text, "fFdD");
        if (!IsReal(real))
        {
            error = $"'{text}' is not a number";
            return null;
        }

        double number = double.Parse(real, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture);
        if (double.IsInfinity(number))
        {
            error = "the number is too large: it must be below 1.8E308";
            return null;
        }

        return new NumberLiteral(isNegative ? -number : number);
    }

    private static NumberLiteral? ParseRadix(string text, ReadOnlySpan<char> digits, int radix, bool isNegative, out string? error)
    {
        error = digits.IsEmpty ? $"'{text}' is not a number" : null;
        long number = 0;
        foreach (char digit in digits)
        {
            int value = char.IsAsciiDigit(digit) ? digit - '0' : char.IsAsciiHexDigit(digit) ? (digit | 0x20) - 'a' + 10 : radix;
            if (value >= radix)
            {
                error = radix == 8
                    ? $"'{text}' begins with 0, so it is octal, and has digits from 0 to 7 only"
                    : $"'{text}' is not a number";
                break;
            }

            if (number > (long.MaxValue - value) / radix)
            {
                error = $"'{text}' is too large: hexadecimal and octal numbers have at most 63 bits";
                break;
            }

            number = (number * radix) + value;
        }

        return error is null ? new NumberLiteral(isNegative ? -number : number) : null;
    }

    private static ReadOnlySpan<char> TrimSuffix(string text, string suffixes) =>
        suffixes.Contains(text[^1], StringComparison.Ordinal) ? text.AsSpan(0, text.Length - 1) : text;

    // Digits with a point among, before or after them, or none; and an exponent, or none.
    private static bool IsReal(ReadOnlySpan<char> text)
    {
        int exponent = text.IndexOfAny('e', 'E');
        ReadOnlySpan<char> mantissa = exponent < 0 ? text : text[..exponent];
        int point = mantissa.IndexOf('.');
        bool isMantissa = point < 0
            ? IsDigits(mantissa)
            : mantissa.Length > 1
                && (point == 0 || IsDigits(mantissa[..point]))
                && (point == mantissa.Length - 1 || IsDigits(mantissa[(point + 1)..]));
        if (!isMantissa || exponent < 0)
        {
            return isMantissa;
        }

        ReadOnlySpan<char> power = text[(exponent + 1)..];
        return IsDigits(power.Length > 0 && power[0] is '+' or '-' ? power[1..] : power);
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => text.Length > 0 && text.IndexOfAnyExceptInRange('0', '9') < 0;
}
