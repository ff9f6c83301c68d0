using System.Buffers;
using System.Globalization;

namespace Stomp.AspNetCore.SockJs.Http;

/// <summary>Reads a field of a form in <c>application/x-www-form-urlencoded</c>, without making strings of it.</summary>
internal static class FormField
{
    /// <summary>Reads the first field of a name; nothing when there is none.</summary>
    /// <param name="form">The form.</param>
    /// <param name="name">The name: one letter.</param>
    /// <param name="value">Gets its value.</param>
    public static void Read(ReadOnlySpan<byte> form, byte name, IBufferWriter<byte> value)
    {
        foreach (Range range in form.Split((byte)'&'))
        {
            ReadOnlySpan<byte> field = form[range];
            if (field.Length >= 2 && field[0] == name && field[1] == '=')
            {
                Unescape(field[2..], value);
                return;
            }
        }
    }

    private static void Unescape(ReadOnlySpan<byte> text, IBufferWriter<byte> value)
    {
        Span<byte> destination = value.GetSpan(text.Length);
        int written = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte octet = text[i];
            if (octet == '+')
            {
                octet = (byte)' ';
            }
            else if (octet == '%'
                && i + 2 < text.Length
                && byte.TryParse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte code))
            {
                octet = code;
                i += 2;
            }

            destination[written++] = octet;
        }

        value.Advance(written);
    }
}
