using Microsoft.Extensions.DependencyInjection;
using Stomp.Broker;

namespace Stomp.AspNetCore;

/// <summary>The broker of an application, or a clear word that there is none.</summary>
internal static class StompServices
{
    /// <exception cref="InvalidOperationException">The application has no broker.</exception>
    public static StompBroker Require(IServiceProvider services) =>
        services.GetService<StompBroker>()
        ?? throw new InvalidOperationException("The application has no STOMP broker: call services.AddStompBroker() before the endpoints are mapped.");
}
