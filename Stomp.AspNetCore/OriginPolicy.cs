using Microsoft.AspNetCore.Http;

namespace Stomp.AspNetCore;

/// <summary>
/// Whether a web page may connect (H-7, W-8). Browsers say in <c>Origin</c> whose page it is; a page of somebody else's could otherwise
/// use the cookies of its visitor, or a broker on the visitor's own machine.
/// </summary>
internal static class OriginPolicy
{
    private const string Any = "*";

    /// <summary>Whether a text is the asterisk, or an origin: a scheme, a host, and a port unless it is the scheme's own.</summary>
    public static bool IsAllowable(string origin) =>
        origin == Any
        || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
            && uri.Host.Length > 0
            && uri.UserInfo.Length == 0
            && uri.PathAndQuery == "/"
            && uri.Fragment.Length == 0);

    /// <summary>Judges a request. One without <c>Origin</c> is not a browser's, and passes.</summary>
    public static bool Allows(HttpRequest request, IReadOnlyList<string> allowedOrigins)
    {
        string? origin = request.Headers.Origin;
        return string.IsNullOrEmpty(origin) || Allows(origin, request.Host, allowedOrigins);
    }

    /// <summary>Judges an origin.</summary>
    /// <param name="origin">The origin of the page.</param>
    /// <param name="host">The host that its request is for.</param>
    /// <param name="allowedOrigins">Those that may connect; none for that of the host.</param>
    public static bool Allows(string origin, HostString host, IReadOnlyList<string> allowedOrigins)
    {
        if (AllowsAll(allowedOrigins))
        {
            return true;
        }

        return allowedOrigins.Count > 0
            ? allowedOrigins.Any(allowed => string.Equals(allowed.TrimEnd('/'), origin, StringComparison.OrdinalIgnoreCase))
            : IsSameOrigin(origin, host);
    }

    /// <summary>Whether pages of all origins may connect.</summary>
    public static bool AllowsAll(IReadOnlyList<string> allowedOrigins) => allowedOrigins.Contains(Any);

    /// <summary>
    /// Whether a page is of the host that its request is for. Host and port are compared, the scheme is not: behind a proxy that ends TLS the
    /// request has come by http for an https page.
    /// </summary>
    public static bool IsSameOrigin(string origin, HostString host)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https") || !host.HasValue)
        {
            return false;
        }

        return string.Equals(uri.IdnHost, host.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase)
            && uri.Port == (host.Port ?? (uri.Scheme == "https" ? 443 : 80));
    }
}
