using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace Stomp.AspNetCore.SockJs.Http;

/// <summary>
/// <c>/iframe*.html</c>: a page of this server that pages of other origins put into a frame, to reach the server through it.
/// </summary>
/// <remarks>
/// What the frame is told it does, with the visitor's cookies. So browsers are told which pages may frame it. Those that know only the older header
/// obey that: pages of this server alone.
/// </remarks>
internal sealed class IframePage
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-_");

    private readonly byte[] _content;
    private readonly string _etag;
    private readonly string? _ancestors;

    public IframePage(StompSockJsOptions options)
    {
        _content = Encoding.UTF8.GetBytes($"""
            <!DOCTYPE html>
            <html>
            <head>
              <meta http-equiv="X-UA-Compatible" content="IE=edge" />
              <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
              <script src="{HtmlEncoder.Default.Encode(options.ClientLibraryUrl)}"></script>
              <script>
                document.domain = document.domain;
                SockJS.bootstrap_iframe();
              </script>
            </head>
            <body>
              <h2>Don't panic!</h2>
              <p>This is a SockJS hidden iframe. It's used for cross domain magic.</p>
            </body>
            </html>
            """.ReplaceLineEndings("\n"));
        _etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(_content).AsSpan(0, 16))}\"";
        _ancestors = OriginPolicy.AllowsAll(options.AllowedOrigins)
            ? null
            : $"frame-ancestors {string.Join(' ', options.AllowedOrigins.Select(static origin => origin.TrimEnd('/')).Prepend("'self'"))}";
    }

    /// <summary>Whether a name is one of the page's: clients put their version into it, so that each has a copy of its own in caches.</summary>
    public static bool HasName(ReadOnlySpan<char> name) =>
        name.StartsWith("iframe", StringComparison.Ordinal)
        && name.EndsWith(".html", StringComparison.Ordinal)
        && !name.ContainsAnyExcept(NameCharacters);

    public Task WriteAsync(HttpContext context, TimeProvider time)
    {
        HttpResponse response = context.Response;
        ResponseHeaders.SetCached(response, time);
        response.Headers.ETag = _etag;
        if (_ancestors is not null)
        {
            response.Headers.ContentSecurityPolicy = _ancestors;
            response.Headers.XFrameOptions = "SAMEORIGIN";
        }

        if (context.Request.Headers.IfNoneMatch == _etag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = "text/html; charset=UTF-8";
        response.ContentLength = _content.Length;
        return response.Body.WriteAsync(_content, 0, _content.Length, context.RequestAborted);
    }
}
