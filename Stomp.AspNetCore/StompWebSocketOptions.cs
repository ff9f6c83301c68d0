namespace Stomp.AspNetCore;

/// <summary>
/// The options of an endpoint for STOMP over WebSocket. What is sent is text, except a frame that is not UTF-8. A client gets binary messages
/// only when its own first message is one, or when it connects with <c>?binary=true</c>: for clients whose text messages end at a NUL (W-10).
/// </summary>
public sealed class StompWebSocketOptions
{
    // Whatever is cut off, a character of UTF-8 goes into each message; less than this would be nothing but overhead.
    private const int LeastMessageBytes = 16;

    /// <summary>
    /// The web pages that may connect, by their origins: <c>https://www.example.org</c>. None, the default, stands for pages of the host that
    /// the request is for; <c>*</c> for all. Clients that are no browsers send no <c>Origin</c>, and always may (W-8).
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins
    {
        get;
        set => field = AllowedOriginList.Check(value, nameof(AllowedOrigins));
    } = [];

    /// <summary>
    /// Whether a session ends when the authentication of its HTTP request expires: the ticket of its cookie, the token of its scheme. Default
    /// <see langword="false"/>, as in SignalR: a sliding cookie is renewed by other requests, which a session does not see.
    /// </summary>
    public bool CloseOnAuthenticationExpiration { get; set; }

    /// <summary>
    /// The most octets of a message that is sent; a longer frame goes in several messages, text never cut within a character (W-5).
    /// 0, the default, for no limit: then each frame is one message, as clients need it that take a message for a frame.
    /// </summary>
    public int MaxMessageBytes
    {
        get;
        set => field = value is 0 or >= LeastMessageBytes
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxMessageBytes), value, $"must be 0 for no limit, or at least {LeastMessageBytes}");
    }
}
