using System.Text.Json;
using Stomp.Broker.Policies;
using Stomp.Broker.Security.Authorization;

namespace Stomp.Broker.Configuration;

/// <summary>The settings of a broker. Wrong ones are refused when they are set, or when the broker starts.</summary>
public sealed class StompBrokerOptions
{
    /// <summary>What the names of topics begin with: a slash at both ends, ASCII. Default <c>/topic/</c>.</summary>
    public string TopicPrefix
    {
        get;
        set => field = CheckPrefix(value, nameof(TopicPrefix));
    } = "/topic/";

    /// <summary>What the names of queues begin with: a slash at both ends, ASCII. Default <c>/queue/</c>.</summary>
    public string QueuePrefix
    {
        get;
        set => field = CheckPrefix(value, nameof(QueuePrefix));
    } = "/queue/";

    /// <summary>
    /// Whether a comma in the name of a queue or a topic makes it a list of destinations, as with ActiveMQ and Apollo: <c>/queue/a,/topic/b</c>. Default yes;
    /// where not, a comma is a character like any other.
    /// </summary>
    public bool CompositeDestinations { get; set; } = true;

    /// <summary>
    /// Whether an answer to a temporary destination whose connection has ended is thrown away, so that whoever answers many clients need not ask for the status of
    /// each. Default no: it is refused, as is what is sent to an address that never was.
    /// </summary>
    public bool DiscardLateReplies { get; set; }

    /// <summary>
    /// Whether clients that no authenticator has judged are taken: <see langword="true"/> from anywhere, <see langword="false"/> from nowhere,
    /// <see langword="null"/>, the default, from loopback addresses (H-9). Say <see langword="false"/> where a proxy on the same machine makes all
    /// clients look as if they came from there.
    /// </summary>
    public bool? AllowAnonymous { get; set; }

    /// <summary>
    /// Where a client that has connected sends new credentials, in the headers that CONNECT has for them: a bearer token before the one that it has
    /// expires. They must be of the same user. What they allow holds from then on; what they no longer allow ends the session. Default
    /// <c>/session/credentials</c>; empty for nowhere.
    /// </summary>
    public string CredentialsDestination
    {
        get;
        set => field = value is "" or ['/', ..] ? value : throw new ArgumentException($"'{value}' must begin with a slash, or be empty", nameof(CredentialsDestination));
    } = "/session/credentials";

    /// <summary>The <c>server</c> header of CONNECTED: <c>name/version</c> (C-54). Default <c>stomp/</c> and the version of this assembly; empty for none.</summary>
    public string Server
    {
        get;
        set => field = value.AsSpan().IndexOfAny('\r', '\n', '\0') < 0
            ? value
            : throw new ArgumentException("must be one line of text", nameof(Server));
    } = "stomp/" + typeof(StompBrokerOptions).Assembly.GetName().Version?.ToString(3);

    /// <summary>Users' destinations.</summary>
    public StompUserOptions Users { get; } = new();

    /// <summary>
    /// How objects are written as JSON, and read. Default: what browsers expect (<see cref="JsonSerializerDefaults.Web"/>). Put
    /// source-generated contexts into its <see cref="JsonSerializerOptions.TypeInfoResolverChain"/>; where reflection is switched off
    /// (AOT) only types in them can be used.
    /// </summary>
    public JsonSerializerOptions Json
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(Json));
    } = StompJson.CreateOptions();

    /// <summary>Message handlers.</summary>
    public StompHandlerOptions Handlers { get; } = new();

    /// <summary>Rules about what clients may do. By default there are none, and clients may send and subscribe anywhere but to other users.</summary>
    public StompAuthorizationOptions Authorization { get; } = new();

    /// <summary>How destinations behave, by patterns of their names. Default: none says anything.</summary>
    public StompDestinationPolicies Policies { get; } = new();

    /// <summary>Heart-beats.</summary>
    public StompHeartBeatOptions HeartBeat { get; } = new();

    /// <summary>Limits.</summary>
    public StompLimits Limits { get; } = new();

    internal static string CheckPrefix(string value, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value.Length >= 3 && value[0] == '/' && value[^1] == '/' && value.All(char.IsAscii)
            ? value
            : throw new ArgumentException($"'{value}' must begin and end with a slash, have a name in between, and be ASCII: /topic/", name);
    }
}
