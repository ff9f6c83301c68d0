namespace Stomp.Core.Protocol;

/// <summary>The value of the <c>content-length</c> header.</summary>
public static class ContentLength
{
    /// <summary>The most digits of a length that is written: those of <see cref="int.MaxValue"/>.</summary>
    internal const int MaxDigits = 10;

    private const int DigitsThatFit = 18; // 10¹⁸ − 1 is less than 2⁶³

    /// <summary>Reads plain digits: no sign, no blank, nothing else (C-38). A number above <see cref="long.MaxValue"/> is taken as that.</summary>
    public static bool TryParse(ReadOnlySpan<byte> digits, out long length)
    {
        if (digits.Length > DigitsThatFit)
        {
            return TryParseLong(digits, out length);
        }

        long value = 0;
        foreach (byte octet in digits)
        {
            int digit = octet - '0';
            if ((uint)digit > 9)
            {
                length = 0;
                return false;
            }

            value = (value * 10) + digit;
        }

        length = value;
        return !digits.IsEmpty;
    }

    /// <summary>Writes a length that is not negative, and says how many digits it has. General formatting takes twice as long.</summary>
    internal static int Write(int length, Span<byte> destination)
    {
        int digits = 1;
        for (int rest = length; rest >= 10; rest /= 10)
        {
            digits++;
        }

        uint value = (uint)length;
        for (int i = digits - 1; i >= 0; i--)
        {
            (value, uint digit) = Math.DivRem(value, 10);
            destination[i] = (byte)('0' + digit);
        }

        return digits;
    }

    private static bool TryParseLong(ReadOnlySpan<byte> digits, out long length)
    {
        length = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            length = length > (long.MaxValue - 9) / 10 ? long.MaxValue : (length * 10) + (digit - '0');
        }

        return true;
    }
}
