using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;

namespace Stomp.Broker.Security;

/// <summary>An authenticator's answer: the user, or why there is none, or that others are to judge.</summary>
public sealed class StompAuthenticationResult
{
    private StompAuthenticationResult(ClaimsPrincipal? user, DateTimeOffset? expires, string? refusal, string? limit)
    {
        User = user;
        Expires = expires;
        Refusal = refusal;
        Limit = limit;
    }

    /// <summary>The request has nothing that this authenticator judges by: the next one is asked.</summary>
    public static StompAuthenticationResult NoResult { get; } = new(null, null, null, null);

    /// <summary>Whether the connection is let in.</summary>
    [MemberNotNullWhen(true, nameof(User))]
    public bool Succeeded => User is not null;

    /// <summary>Whether this is <see cref="NoResult"/>.</summary>
    public bool None => User is null && Refusal is null;

    /// <summary>The user of the session; one without an authenticated identity is anonymous.</summary>
    public ClaimsPrincipal? User { get; }

    /// <summary>
    /// When the session must end, unless its client has presented new credentials before; <see langword="null"/> when they hold for as long
    /// as the connection.
    /// </summary>
    public DateTimeOffset? Expires { get; }

    /// <summary>Why the connection is refused: one sentence for the client, without secrets.</summary>
    public string? Refusal { get; }

    /// <summary>The name of the limit that it is refused for, if it is one; the counter of limits has it.</summary>
    public string? Limit { get; }

    /// <summary>Lets the connection in as a user.</summary>
    /// <param name="user">The user.</param>
    /// <param name="expires">When the session must end, unless its client has presented new credentials before.</param>
    public static StompAuthenticationResult Success(ClaimsPrincipal user, DateTimeOffset? expires = null)
    {
        ArgumentNullException.ThrowIfNull(user);
        return new StompAuthenticationResult(user, expires, null, null);
    }

    /// <summary>Refuses the connection: the client gets ERROR with the sentence as its <c>message</c>.</summary>
    /// <param name="message">The sentence, without a full stop and without secrets.</param>
    /// <param name="limit">The name of the limit that was exceeded, if one was; the sentence names it too.</param>
    public static StompAuthenticationResult Refuse(string message, string? limit = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(message);
        return new StompAuthenticationResult(null, null, message, limit);
    }
}
