using System.Security.Claims;

namespace Stomp.Broker.Configuration;

/// <summary>The settings of users' destinations: <c>/user/queue/x</c>.</summary>
public sealed class StompUserOptions
{
    /// <summary>What the names of users' destinations begin with: a slash at both ends, ASCII. Default <c>/user/</c>.</summary>
    public string Prefix
    {
        get;
        set => field = StompBrokerOptions.CheckPrefix(value, nameof(Prefix));
    } = "/user/";

    /// <summary>
    /// Whether clients may SEND to <c>/user/{name}/…</c>. By default the application alone may: what a client sends there is answered
    /// with ERROR. Where they may, a client learns from the answer who is connected.
    /// </summary>
    public bool AllowClientSend { get; set; }

    /// <summary>
    /// Whether a message that a client sends to a user whom it cannot reach, because no session of theirs is subscribed there, is thrown
    /// away. By default it is answered with ERROR. The application gets a result in either case.
    /// </summary>
    public bool DiscardUnreachable { get; set; }

    /// <summary>
    /// The name by which messages reach a user. Default: the name of the identity, when it is authenticated. <see langword="null"/> or an
    /// empty name make the session an anonymous one. Called once for each connection, when its user is known; must not block.
    /// </summary>
    public Func<ClaimsPrincipal, string?> GetName
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(GetName));
    } = static user => user.Identity is { IsAuthenticated: true, Name: { } name } ? name : null;
}
