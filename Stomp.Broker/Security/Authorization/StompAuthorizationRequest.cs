using System.Security.Claims;
using Stomp.Core.Transports;

namespace Stomp.Broker.Security.Authorization;

/// <summary>What a client wants to do. For ASP.NET Core's policies it is the resource.</summary>
/// <param name="User">The user; one without an authenticated identity is anonymous.</param>
/// <param name="UserName">The name by which messages reach the user; <see langword="null"/> for an anonymous one.</param>
/// <param name="Action">What.</param>
/// <param name="Destination">Where, as the client wrote it.</param>
/// <param name="Connection">On which connection.</param>
public sealed record StompAuthorizationRequest(
    ClaimsPrincipal User, string? UserName, StompAction Action, string Destination, StompConnection Connection);
