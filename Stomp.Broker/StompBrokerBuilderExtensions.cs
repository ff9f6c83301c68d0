using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Stomp.Broker;
using Stomp.Broker.Sessions;
using Stomp.Broker.Sessions.Interceptors;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what takes part in the sessions of a STOMP broker.</summary>
public static class StompBrokerBuilderExtensions
{
    /// <summary>Adds a handler of sessions' events: a singleton, once however often it is added. It may use the broker, to publish say.</summary>
    /// <typeparam name="T">The handler.</typeparam>
    /// <param name="builder">The broker.</param>
    public static IStompBrokerBuilder AddSessionEvents<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IStompBrokerBuilder builder)
        where T : class, IStompSessionEvents
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStompSessionEvents, T>());
        return builder;
    }

    /// <summary>Adds an interceptor of what clients send: a singleton, once however often it is added. It may use the broker, to publish say.</summary>
    /// <typeparam name="T">The interceptor.</typeparam>
    /// <param name="builder">The broker.</param>
    public static IStompBrokerBuilder AddInboundInterceptor<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IStompBrokerBuilder builder)
        where T : class, IStompInboundInterceptor
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStompInboundInterceptor, T>());
        return builder;
    }

    /// <summary>Adds an interceptor of what is sent to subscribers: a singleton, once however often it is added.</summary>
    /// <typeparam name="T">The interceptor.</typeparam>
    /// <param name="builder">The broker.</param>
    public static IStompBrokerBuilder AddOutboundInterceptor<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IStompBrokerBuilder builder)
        where T : class, IStompOutboundInterceptor
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStompOutboundInterceptor, T>());
        return builder;
    }
}
