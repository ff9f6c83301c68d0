using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Stomp.AspNetCore.SockJs.Http;

/// <summary>The headers of the protocol's responses.</summary>
internal static class ResponseHeaders
{
    /// <summary>Of text for people.</summary>
    public const string PlainText = "text/plain; charset=UTF-8";

    private const string SessionCookie = "JSESSIONID";
    private const string SomeSessionCookie = "dummy";
    private const int SecondsOfYear = 365 * 24 * 60 * 60;

    /// <summary>Lets pages of other origins read the response. The origin was allowed before.</summary>
    public static void SetCors(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        string? origin = context.Request.Headers.Origin;
        headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        if (string.IsNullOrEmpty(origin))
        {
            headers.AccessControlAllowOrigin = "*";
        }
        else
        {
            headers.AccessControlAllowOrigin = origin;
            headers.AccessControlAllowCredentials = "true";
        }

        string? requested = context.Request.Headers.AccessControlRequestHeaders;
        if (!string.IsNullOrEmpty(requested))
        {
            headers.AccessControlAllowHeaders = requested;
        }
    }

    /// <summary>Keeps the response out of every cache, and as it is.</summary>
    public static void SetNotCached(HttpResponse response) =>
        response.Headers.CacheControl = "no-store, no-cache, no-transform, must-revalidate, max-age=0";

    /// <summary>Lets caches have the response for a year.</summary>
    public static void SetCached(HttpResponse response, TimeProvider time)
    {
        response.Headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"public, max-age={SecondsOfYear}");
        response.Headers.Expires = time.GetUtcNow().AddSeconds(SecondsOfYear).ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>Answers the question whether a page may make a request.</summary>
    public static void SetPreflight(HttpContext context, string method, TimeProvider time)
    {
        SetCors(context);
        SetCached(context.Response, time);
        context.Response.Headers.AccessControlAllowMethods = $"OPTIONS, {method}";
        context.Response.Headers.AccessControlMaxAge = SecondsOfYear.ToString(CultureInfo.InvariantCulture);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Sets the cookie that load balancers keep a client at a server by, or sends back that which there is.</summary>
    public static void SetSessionCookie(HttpContext context)
    {
        string? value = context.Request.Cookies[SessionCookie];
        context.Response.Headers.SetCookie = $"{SessionCookie}={(IsCookieValue(value) ? value : SomeSessionCookie)}; path=/";
    }

    // RFC 6265, section 4.1.1: it goes back as it came, or not at all.
    private static bool IsCookieValue(string? value) =>
        !string.IsNullOrEmpty(value) && value.All(static character => character is > ' ' and < '\x7F' and not ('"' or ',' or ';' or '\\'));
}
