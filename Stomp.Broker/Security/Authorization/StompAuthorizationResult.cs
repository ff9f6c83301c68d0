namespace Stomp.Broker.Security.Authorization;

/// <summary>An authorizer's answer.</summary>
public sealed class StompAuthorizationResult
{
    private StompAuthorizationResult(bool isAllowed, string? reason)
    {
        IsAllowed = isAllowed;
        Reason = reason;
    }

    /// <summary>The client may do it.</summary>
    public static StompAuthorizationResult Allowed { get; } = new(true, null);

    /// <summary>The client may not do it.</summary>
    public static StompAuthorizationResult Denied { get; } = new(false, null);

    /// <summary>Whether the client may do it.</summary>
    public bool IsAllowed { get; }

    /// <summary>Why not, if that is said.</summary>
    public string? Reason { get; }

    /// <summary>The client may not do it, and is told why.</summary>
    /// <param name="reason">Half a sentence for the client, without a full stop and without secrets.</param>
    public static StompAuthorizationResult Deny(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new StompAuthorizationResult(false, reason);
    }
}
