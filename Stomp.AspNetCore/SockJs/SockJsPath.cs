using Microsoft.AspNetCore.Http;

namespace Stomp.AspNetCore.SockJs;

/// <summary>A path below that of the endpoint: a resource's name, or a session and one of its transports.</summary>
/// <param name="Session">The id of the session; empty where there is none.</param>
/// <param name="Name">The resource or the transport; empty for the endpoint itself.</param>
internal readonly record struct SockJsPath(string Session, string Name)
{
    /// <summary>The parameter of the route that holds the path.</summary>
    public const string Parameter = "sockjs";

    // Clients take 8 characters, some a UUID; ids are kept, so they cannot be of any length.
    private const int MaxSessionLength = 128;

    /// <summary>Reads the path of a request.</summary>
    /// <returns>Whether it is one that SockJS has: names match exactly, and no segment is empty.</returns>
    public static bool TryRead(HttpRequest request, out SockJsPath path)
    {
        string rest = request.RouteValues[Parameter] as string ?? "";
        string whole = request.Path.Value!;
        path = new SockJsPath("", rest);

        // Routing lets a slash at the end, and doubled ones, pass.
        if (whole.Contains("//", StringComparison.Ordinal) || (rest.Length > 0 && whole.EndsWith('/')))
        {
            return false;
        }

        string[] segments = rest.Split('/', 4);
        if (segments.Length == 1)
        {
            return true;
        }

        // The first one is for load balancers, and ignored.
        if (segments.Length != 3 || !IsId(segments[0]) || !IsId(segments[1]))
        {
            return false;
        }

        path = new SockJsPath(segments[1], segments[2]);
        return true;
    }

    private static bool IsId(string segment) =>
        segment.Length is > 0 and <= MaxSessionLength && !segment.Contains('.', StringComparison.Ordinal);
}
