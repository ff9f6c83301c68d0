using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Stomp.AspNetCore.SockJs.Http;

/// <summary><c>/info</c>: what a client asks first, to learn what the server can do and how far away it is.</summary>
internal static class InfoResponse
{
    public static Task WriteAsync(HttpContext context, StompSockJsOptions options)
    {
        // For browsers that have no good source of random numbers of their own.
        uint entropy = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
        ResponseHeaders.SetNotCached(context.Response);
        context.Response.ContentType = "application/json; charset=UTF-8";
        return context.Response.WriteAsync(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"websocket":{{Json(options.WebSocketEnabled)}},"origins":["*:*"],"cookie_needed":{{Json(options.CookieNeeded)}},"entropy":{{entropy}}}"""));
    }

    private static string Json(bool value) => value ? "true" : "false";
}
