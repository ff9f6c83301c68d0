using System.Diagnostics.CodeAnalysis;
using Stomp.Broker;
using Stomp.Broker.Security;
using Stomp.Broker.Security.Authorization;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Says who may connect to a broker, and what they may do.</summary>
public static class StompSecurityBuilderExtensions
{
    /// <summary>
    /// Adds an authenticator, a singleton of the application's services, to the end of those that are asked at CONNECT. The first that lets
    /// a client in or refuses it decides.
    /// </summary>
    public static IStompBrokerBuilder AddAuthenticator<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IStompBrokerBuilder builder)
        where T : class, IStompAuthenticator
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IStompAuthenticator, T>();
        return builder;
    }

    /// <summary>
    /// Adds an authorizer, a singleton of the application's services, to those that are asked what clients may do, after the rules of
    /// <c>options.Authorization</c>. All must allow it.
    /// </summary>
    public static IStompBrokerBuilder AddAuthorizer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IStompBrokerBuilder builder)
        where T : class, IStompAuthorizer
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IStompAuthorizer, T>();
        return builder;
    }

    /// <inheritdoc cref="AddAuthenticator{T}"/>
    /// <param name="builder">The broker.</param>
    /// <param name="authenticate">See <see cref="IStompAuthenticator.AuthenticateAsync"/>.</param>
    public static IStompBrokerBuilder AddAuthenticator(
        this IStompBrokerBuilder builder, Func<StompConnectRequest, CancellationToken, ValueTask<StompAuthenticationResult>> authenticate)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(authenticate);
        builder.Services.AddSingleton<IStompAuthenticator>(new DelegateAuthenticator(authenticate));
        return builder;
    }
}
