using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Routing;
using Stomp.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps STOMP endpoints.</summary>
public static class StompEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Serves STOMP over WebSocket at a path. The result composes with <c>RequireAuthorization</c>, <c>RequireHost</c> and so on; a user that
    /// the request was authenticated as is the session's. The application needs <c>AddStompBroker</c>; <c>UseWebSockets</c> is not needed.
    /// </summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="pattern">The path: <c>/stomp</c>.</param>
    public static IEndpointConventionBuilder MapStomp(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern) =>
        endpoints.MapStomp(pattern, static _ => { });

    /// <inheritdoc cref="MapStomp(IEndpointRouteBuilder, string)"/>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="pattern">The path: <c>/stomp</c>.</param>
    /// <param name="configure">Sets the options of the endpoint: which web pages may connect, how long messages may be.</param>
    public static IEndpointConventionBuilder MapStomp(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Action<StompWebSocketOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new StompWebSocketOptions();
        configure(options);
        var endpoint = new StompWebSocketEndpoint(StompServices.Require(endpoints.ServiceProvider).RunAsync, options);
        IApplicationBuilder pipeline = endpoints.CreateApplicationBuilder();
        pipeline.UseWebSockets();
        pipeline.Run(endpoint.InvokeAsync);
        return endpoints.Map(pattern, pipeline.Build()).WithDisplayName($"STOMP over WebSocket at {pattern}");
    }
}
