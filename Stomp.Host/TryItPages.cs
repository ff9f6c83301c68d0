using Microsoft.Net.Http.Headers;

namespace Stomp.Host;

/// <summary>The page at <c>/</c>, on which a newcomer sees the broker work. It uses nothing from anywhere else.</summary>
internal static class TryItPages
{
    private const string Policy = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'";

    public static void Map(WebApplication application)
    {
        Map(application, "/", "index.html", "text/html; charset=utf-8");
        Map(application, "/page.css", "page.css", "text/css; charset=utf-8");
        Map(application, "/page.js", "page.js", "text/javascript; charset=utf-8");
    }

    private static void Map(WebApplication application, string path, string file, string contentType)
    {
        byte[] content = Load(file);
        application.MapGet(path, (HttpContext context) =>
        {
            context.Response.Headers[HeaderNames.ContentSecurityPolicy] = Policy;
            context.Response.Headers[HeaderNames.XContentTypeOptions] = "nosniff";
            return Results.Bytes(content, contentType);
        });
    }

    private static byte[] Load(string file)
    {
        using Stream stream = typeof(TryItPages).Assembly.GetManifestResourceStream($"Pages/{file}")
            ?? throw new InvalidOperationException($"The page {file} is not part of the program.");
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
