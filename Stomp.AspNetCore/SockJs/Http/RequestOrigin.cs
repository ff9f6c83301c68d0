using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Stomp.AspNetCore.SockJs.Http;

/// <summary>
/// Whether the page behind a request may use SockJS (H-7). Scripts and frames of other sites come with the visitor's cookies, but without
/// <c>Origin</c>: for these <c>Sec-Fetch-Site</c> and <c>Referer</c> say whose they are. A page can leave those out, but not forge them.
/// </summary>
internal static class RequestOrigin
{
    private const string FetchSite = "Sec-Fetch-Site";

    /// <summary>Judges a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="allowedOrigins">Those that may; pages of the same host always may, because the iframe page is one.</param>
    /// <param name="isScript">
    /// Whether a page of any other site can have its response run. Then a request that says nothing at all of its origin is refused. Others
    /// that do are not a browser's, or their response cannot be read.
    /// </param>
    public static bool IsAllowed(HttpRequest request, IReadOnlyList<string> allowedOrigins, bool isScript)
    {
        if (OriginPolicy.AllowsAll(allowedOrigins))
        {
            return true;
        }

        string? origin = request.Headers.Origin;
        if (!string.IsNullOrEmpty(origin))
        {
            return IsAllowed(origin, request, allowedOrigins);
        }

        string? site = request.Headers[FetchSite];
        if (site is "same-origin" or "none")
        {
            return true;
        }

        return Uri.TryCreate(request.Headers[HeaderNames.Referer], UriKind.Absolute, out Uri? referer)
            ? IsAllowed(referer.GetLeftPart(UriPartial.Authority), request, allowedOrigins)
            : string.IsNullOrEmpty(site) && !isScript;
    }

    private static bool IsAllowed(string origin, HttpRequest request, IReadOnlyList<string> allowedOrigins) =>
        OriginPolicy.Allows(origin, request.Host, allowedOrigins) || OriginPolicy.IsSameOrigin(origin, request.Host);
}
