using System.Text;

namespace Stomp.Broker.Selectors.Values;

/// <summary>Booleans in headers: <c>true</c> and <c>false</c> in any case.</summary>
internal static class BooleanText
{
    /// <summary>The boolean; <see cref="Truth.Unknown"/> when the text is none.</summary>
    public static Truth Parse(ReadOnlySpan<byte> text) =>
        Ascii.EqualsIgnoreCase(text, "true"u8) ? Truth.True : Ascii.EqualsIgnoreCase(text, "false"u8) ? Truth.False : Truth.Unknown;
}
