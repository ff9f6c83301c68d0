namespace Stomp.Host;

/// <summary>The page at <c>/</c>, on which a newcomer sees the broker work.</summary>
internal static class TryItPage
{
    private static readonly byte[] Html = Load();

    public static IResult Get() => Results.Bytes(Html, "text/html; charset=utf-8");

    private static byte[] Load()
    {
        using Stream stream = typeof(TryItPage).Assembly.GetManifestResourceStream("Pages/index.html")!;
        byte[] html = new byte[stream.Length];
        stream.ReadExactly(html);
        return html;
    }
}
