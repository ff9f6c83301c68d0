using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Stomp.AspNetCore.SockJs.Frames;

namespace Stomp.AspNetCore.SockJs.Http;

/// <summary>A transport by which a client takes frames over HTTP: requests that differ in nothing but this.</summary>
/// <param name="Name">The last segment of its path.</param>
/// <param name="Method">The method of its requests.</param>
/// <param name="ContentType">The type of its responses.</param>
/// <param name="IsStreaming">Whether a response carries frames until it is long enough, instead of one.</param>
/// <param name="HasCallback">Whether the response is run as a script, and calls a function that the client names.</param>
internal sealed record ReceiveTransport(string Name, string Method, string ContentType, bool IsStreaming, bool HasCallback)
{
    // Callbacks are made of certain characters; anything else could be script of its own. And no name that somebody would write is longer.
    private const int MaxCallbackLength = 128;

    // Old browsers show a page's script its first octets only when there are so many.
    private const int HtmlPreludeBytes = 1025;

    private const string JavaScript = "application/javascript; charset=UTF-8";

    private static readonly SearchValues<char> CallbackCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private static readonly byte[] StreamingPrelude = Encoding.ASCII.GetBytes($"{new string('h', 2048)}\n");

    private static readonly ReceiveTransport[] All =
    [
        new("xhr", HttpMethods.Post, JavaScript, IsStreaming: false, HasCallback: false),
        new("xhr_streaming", HttpMethods.Post, JavaScript, IsStreaming: true, HasCallback: false),
        new("eventsource", HttpMethods.Get, "text/event-stream", IsStreaming: true, HasCallback: false),
        new("htmlfile", HttpMethods.Get, "text/html; charset=UTF-8", IsStreaming: true, HasCallback: true),
        new("jsonp", HttpMethods.Get, JavaScript, IsStreaming: false, HasCallback: true),
    ];

    /// <summary>The transport of a path; <see langword="null"/> if there is none.</summary>
    public static ReceiveTransport? Find(string name) => Array.Find(All, transport => transport.Name == name);

    /// <summary>Whether a text names a function, and does nothing else.</summary>
    public static bool IsCallback(string callback) =>
        callback.Length <= MaxCallbackLength && !callback.AsSpan().ContainsAnyExcept(CallbackCharacters);

    /// <summary>How its frames are written.</summary>
    public FrameFormat GetFormat(string callback) => Name switch
    {
        "eventsource" => FrameFormat.Event,
        "htmlfile" => FrameFormat.Script,
        "jsonp" => FrameFormat.Call(callback),
        _ => FrameFormat.Line,
    };

    /// <summary>What a response begins with, before any frame.</summary>
    public byte[] GetPrelude(string callback) => Name switch
    {
        "xhr_streaming" => StreamingPrelude,
        "eventsource" => "\r\n"u8.ToArray(),
        "htmlfile" => GetHtmlPrelude(callback),
        _ => [],
    };

    private static byte[] GetHtmlPrelude(string callback) => Encoding.ASCII.GetBytes(
        $$"""
        <!doctype html>
        <html><head>
          <meta http-equiv="X-UA-Compatible" content="IE=edge" />
          <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
        </head><body><h2>Don't panic!</h2>
          <script>
            document.domain = document.domain;
            var c = parent.{{callback}};
            c.start();
            function p(d) {c.message(d);};
            window.onload = function() {c.stop();};
          </script>
        """.ReplaceLineEndings("\n").PadRight(HtmlPreludeBytes) + "\r\n\r\n");
}
