using Stomp.Core.Protocol;

namespace Stomp.AspNetCore;

/// <summary>The WebSocket sub-protocols of STOMP (W-1).</summary>
internal static class SubProtocol
{
    // The best first. Without any the client still says in CONNECT what it speaks.
    private static readonly (string Name, StompVersion Version)[] Known =
    [
        ("v12.stomp", StompVersion.V12),
        ("v11.stomp", StompVersion.V11),
        ("v10.stomp", StompVersion.V10),
    ];

    /// <summary>Chooses the highest version offered; the name is <see langword="null"/> when none of them is offered.</summary>
    public static (string? Name, StompVersion Version) Select(IList<string> offered)
    {
        foreach ((string name, StompVersion version) in Known)
        {
            if (offered.Contains(name))
            {
                return (name, version);
            }
        }

        return (null, StompVersion.V12);
    }
}
