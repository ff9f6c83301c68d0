using System.Diagnostics;

namespace Stomp.Core.Protocol;

/// <summary>Chooses the version of a session from the client's <c>accept-version</c> header (STOMP 1.2, "Protocol negotiation").</summary>
public static class VersionNegotiation
{
    /// <summary>The versions spoken here, as the <c>version</c> header of an ERROR lists them (D-15).</summary>
    public static ReadOnlySpan<byte> SupportedVersions => "1.0,1.1,1.2"u8;

    /// <summary>
    /// Finds the highest version in the comma-separated list that is not above <paramref name="maximum"/> (C-48).
    /// Entries may stand in any order; unknown ones, and blanks around an entry, are passed over.
    /// </summary>
    /// <param name="acceptVersion">The value of <c>accept-version</c>. A client without that header speaks 1.0: do not call this for it (C-47).</param>
    /// <param name="maximum">The highest version that may be chosen.</param>
    /// <param name="version">The version chosen.</param>
    /// <returns><see langword="false"/> when there is no common version (C-50).</returns>
    public static bool TryNegotiate(ReadOnlySpan<byte> acceptVersion, StompVersion maximum, out StompVersion version)
    {
        version = default;
        bool found = false;
        foreach (Range range in acceptVersion.Split((byte)','))
        {
            if (TryParse(acceptVersion[range].Trim((byte)' '), out StompVersion offered)
                && offered <= maximum
                && (!found || offered > version))
            {
                version = offered;
                found = true;
            }
        }

        return found;
    }

    /// <summary>The version as it stands in headers: <c>1.0</c>, <c>1.1</c> or <c>1.2</c>.</summary>
    public static ReadOnlySpan<byte> ToUtf8(StompVersion version) => version switch
    {
        StompVersion.V10 => "1.0"u8,
        StompVersion.V11 => "1.1"u8,
        StompVersion.V12 => "1.2"u8,
        _ => throw new UnreachableException(),
    };

    /// <summary>Reads one version number exactly as the specification writes it.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out StompVersion version)
    {
        if (text.Length == 3 && text[0] == '1' && text[1] == '.' && text[2] is >= (byte)'0' and <= (byte)'2')
        {
            version = (StompVersion)(text[2] - '0');
            return true;
        }

        version = default;
        return false;
    }
}
