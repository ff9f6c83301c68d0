namespace Stomp.Core.Protocol;

/// <summary>The value of the <c>content-length</c> header.</summary>
public static class ContentLength
{
    /// <summary>Reads plain digits: no sign, no blank, nothing else (C-38). A number above <see cref="long.MaxValue"/> is taken as that.</summary>
    public static bool TryParse(ReadOnlySpan<byte> digits, out long length)
    {
        length = 0;
        if (digits.IsEmpty)
        {
            return false;
        }

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
