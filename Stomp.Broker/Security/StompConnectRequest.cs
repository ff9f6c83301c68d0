using Stomp.Core.Transports;

namespace Stomp.Broker.Security;

/// <summary>What a client said in CONNECT, for an authenticator to judge. Never write the passcode to a log (H-14).</summary>
public sealed class StompConnectRequest
{
    /// <summary>The connection that it came on: its address, and the user that the transport has authenticated.</summary>
    public required StompConnection Connection { get; init; }

    /// <summary>The <c>login</c> header.</summary>
    public string? Login { get; init; }

    /// <summary>The <c>passcode</c> header, taken literally (C-25).</summary>
    public string? Passcode { get; init; }

    /// <summary>The <c>host</c> header. All hosts are the same to this broker (C-52, D-8).</summary>
    public string? Host { get; init; }

    /// <summary>All headers by name, the first of repeated ones; the place for tokens.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }
}
