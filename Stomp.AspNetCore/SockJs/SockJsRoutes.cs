using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Stomp.AspNetCore.SockJs;

/// <summary>The routes of an endpoint for SockJS.</summary>
internal static class SockJsRoutes
{
    /// <summary>Has an endpoint answer at and below a path.</summary>
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern, SockJsEndpoint endpoint)
    {
        const string Below = $"{{**{SockJsPath.Parameter}}}";
        RouteGroupBuilder group = endpoints.MapGroup(pattern);
        IApplicationBuilder pipeline = endpoints.CreateApplicationBuilder();
        pipeline.UseWebSockets();
        pipeline.Run(endpoint.InvokeAsync);
        group.Map(Below, pipeline.Build()).WithDisplayName($"STOMP over SockJS at {pattern}");

        // Browsers ask this without cookies or other credentials, for pages that send them later.
        group.MapMethods(Below, [HttpMethods.Options], endpoint.AnswerPreflightAsync)
            .WithDisplayName($"STOMP over SockJS at {pattern}: preflight")
            .WithMetadata(new AllowAnonymousAttribute());
        return group;
    }
}
