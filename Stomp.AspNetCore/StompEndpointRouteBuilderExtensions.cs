using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stomp.AspNetCore;
using Stomp.AspNetCore.SockJs;
using Stomp.AspNetCore.SockJs.Sessions;
using Stomp.Broker;

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
    /// <summary>
    /// Serves STOMP over SockJS (protocol 0.3.3) at a path and below it, by each of its transports: websocket, xhr, xhr_streaming, eventsource,
    /// htmlfile, jsonp, and plain WebSocket at <c>/websocket</c> below the path. The result composes with <c>RequireAuthorization</c>, <c>RequireHost</c> and so on;
    /// a user that the request was authenticated as is the session's. The application needs <c>AddStompBroker</c>; <c>UseWebSockets</c> is not needed.
    /// </summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="pattern">The path: <c>/sockjs</c>.</param>
    public static IEndpointConventionBuilder MapStompSockJs(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern) =>
        endpoints.MapStompSockJs(pattern, static _ => { });

    /// <inheritdoc cref="MapStompSockJs(IEndpointRouteBuilder, string)"/>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="pattern">The path: <c>/sockjs</c>.</param>
    /// <param name="configure">Sets the options of the endpoint: which web pages may connect, how long sessions wait for their client.</param>
    public static IEndpointConventionBuilder MapStompSockJs(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Action<StompSockJsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new StompSockJsOptions();
        configure(options);
        StompBroker broker = StompServices.Require(endpoints.ServiceProvider);
        var settings = new SessionSettings(options, broker.Limits, broker.Ticker, broker.Time, MessageEnd: null);
        ILogger logger = endpoints.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(SockJsEndpoint).FullName!);
        return SockJsRoutes.Map(endpoints, pattern, new SockJsEndpoint(settings, broker.RunAsync, logger));
    }
}
