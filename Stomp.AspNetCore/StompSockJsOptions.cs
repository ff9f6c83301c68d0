namespace Stomp.AspNetCore;

/// <summary>
/// The options of an endpoint for STOMP over SockJS (protocol 0.3.3). Times and sizes have a limit each: none can be switched off.
/// </summary>
public sealed class StompSockJsOptions
{
    /// <summary>
    /// The web pages that may connect, by their origins: <c>https://www.example.org</c>. None, the default, stands for pages of the host that
    /// the request is for; <c>*</c> for all, with the cookies of whoever visits them. The transports that browsers send no <c>Origin</c>
    /// for are judged by <c>Sec-Fetch-Site</c> and <c>Referer</c>.
    /// </summary>
    /// <exception cref="ArgumentException">One of them is no origin.</exception>
    public IReadOnlyList<string> AllowedOrigins
    {
        get;
        set => field = AllowedOriginList.Check(value, nameof(AllowedOrigins));
    } = [];

    /// <summary>Whether clients may use WebSocket, raw or with the frames of SockJS. Default <see langword="true"/>.</summary>
    public bool WebSocketEnabled { get; set; } = true;

    /// <inheritdoc cref="StompWebSocketOptions.CloseOnAuthenticationExpiration"/>
    public bool CloseOnAuthenticationExpiration { get; set; }

    /// <summary>
    /// Whether a cookie <c>JSESSIONID</c> is set on every session's responses, for load balancers that keep a client at a server by it. One
    /// that a load balancer has set is sent back as it is. Default <see langword="false"/>.
    /// </summary>
    public bool CookieNeeded { get; set; }

    /// <summary>
    /// Where the iframe page loads the SockJS client from: a URL, or a path of this server. Default the newest 1.x at jsdelivr, as other
    /// servers have it; behind a firewall, or to trust nobody else, put a file of your own there.
    /// </summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public string ClientLibraryUrl
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            bool isPath = value.StartsWith('/') && Uri.IsWellFormedUriString(value, UriKind.Relative);
            bool isUrl = Uri.TryCreate(value, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https";
            field = isPath || isUrl
                ? value
                : throw new ArgumentException(
                    $"'{value}' is no address to load a script from; it takes an http or https URL, or a path that begins with /", nameof(ClientLibraryUrl));
        }
    } = "https://cdn.jsdelivr.net/npm/sockjs-client@1/dist/sockjs.min.js";

    /// <summary>
    /// After how long without anything sent a client gets a heart-beat frame of SockJS, so that no proxy closes its connection. Default 25 s, as the protocol
    /// has it.
    /// </summary>
    public TimeSpan HeartBeatInterval
    {
        get;
        set => field = Positive(value, nameof(HeartBeatInterval));
    } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// How long a session may be without a request that receives, before it ends; and how long a client that was told of the end may take
    /// to close. Default 5 s, as the protocol has it.
    /// </summary>
    public TimeSpan DisconnectDelay
    {
        get;
        set => field = Positive(value, nameof(DisconnectDelay));
    } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Octets of frames after which a streaming response ends, and the client asks for the next one: browsers keep a response in memory until
    /// it ends. Default 128 KiB, as the protocol has it.
    /// </summary>
    public int MaxStreamBytes
    {
        get;
        set => field = (int)Positive(value, nameof(MaxStreamBytes));
    } = 128 * 1024;

    /// <summary>
    /// Octets that a session holds for its client between two requests. Above it the broker waits to send more, within its own limits of what
    /// may wait. Default 128 KiB: as much as a streaming response takes.
    /// </summary>
    public int MaxBufferedBytes
    {
        get;
        set => field = (int)Positive(value, nameof(MaxBufferedBytes));
    } = 128 * 1024;

    /// <summary>
    /// Octets of a payload from the client: the body of a request that sends, or a WebSocket message. A payload is held as a whole, since one of broken JSON
    /// counts as none. Default 8 MiB: twice the largest body of a frame, since JSON makes it longer. Before the client is connected it is at most 8 times the
    /// broker's <c>MaxUnauthenticatedBytes</c>.
    /// </summary>
    public int MaxPayloadBytes
    {
        get;
        set => field = (int)Positive(value, nameof(MaxPayloadBytes));
    } = 8 * 1024 * 1024;

    /// <summary>
    /// Sessions over HTTP at a time, those included that have ended and wait for their client to ask. At the limit the oldest that has ended
    /// makes place; when there is none, a new one is refused with 503. WebSockets do not count here. Default 10,000.
    /// </summary>
    public int MaxSessions
    {
        get;
        set => field = (int)Positive(value, nameof(MaxSessions));
    } = 10_000;

    /// <summary>
    /// Whether all requests of a session over HTTP must come from one address. They must be the same user's in any case. Default
    /// <see langword="true"/>: a session's id is all that a stranger would need otherwise, when clients are anonymous. Switch it off where the address of a client
    /// changes between requests, behind some proxies.
    /// </summary>
    public bool RequireSameAddress { get; set; } = true;

    private static long Positive(long value, string name) =>
        value > 0 ? value : throw new ArgumentOutOfRangeException(name, value, "must be greater than 0");

    private static TimeSpan Positive(TimeSpan value, string name) =>
        value > TimeSpan.Zero && value <= TimeSpan.FromDays(1)
            ? value
            : throw new ArgumentOutOfRangeException(name, value, "must be greater than 0 and at most a day");
}
