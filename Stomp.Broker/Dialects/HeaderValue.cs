using System.Buffers.Text;
using System.Text;

namespace Stomp.Broker.Dialects;

/// <summary>Reads the values of headers.</summary>
internal static class HeaderValue
{
    /// <summary>Reads a whole number.</summary>
    public static bool TryReadNumber(ReadOnlySpan<byte> value, out long number) =>
        Utf8Parser.TryParse(value, out number, out int consumed) && consumed == value.Length;

    /// <summary>Reads <c>true</c> or <c>false</c>, in any case.</summary>
    public static bool TryReadFlag(ReadOnlySpan<byte> value, out bool flag)
    {
        flag = Ascii.EqualsIgnoreCase(value, "true"u8);
        return flag || Ascii.EqualsIgnoreCase(value, "false"u8);
    }
}
