using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;

namespace Stomp.Broker.Security;

/// <summary>An authenticator's answer: the user, or why there is none.</summary>
public sealed class StompAuthenticationResult
{
    private StompAuthenticationResult(ClaimsPrincipal? user, string? refusal)
    {
        User = user;
        Refusal = refusal;
    }

    /// <summary>Whether the connection is let in.</summary>
    [MemberNotNullWhen(true, nameof(User))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Succeeded => User is not null;

    /// <summary>The user of the session; one without an authenticated identity is anonymous.</summary>
    public ClaimsPrincipal? User { get; }

    /// <summary>Why the connection is refused: one sentence for the client, without secrets.</summary>
    public string? Refusal { get; }

    /// <summary>Lets the connection in as a user.</summary>
    public static StompAuthenticationResult Success(ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return new StompAuthenticationResult(user, null);
    }

    /// <summary>Refuses the connection: the client gets ERROR with the sentence as its <c>message</c>.</summary>
    public static StompAuthenticationResult Refuse(string message)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(message);
        return new StompAuthenticationResult(null, message);
    }
}
