using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Stomp.Broker;
using Stomp.Broker.Jwt;
using Stomp.Broker.Security;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets clients in by bearer tokens.</summary>
public static class StompJwtBuilderExtensions
{
    /// <summary>
    /// Takes clients with a bearer token (JWT): in CONNECT's header <c>Authorization: Bearer …</c>, as its <c>passcode</c>, or in the HTTP request of a
    /// WebSocket or SockJS connection, as the same header or <c>access_token</c> in the query. Their sessions end when the token expires, unless they send a
    /// new one of the same user to <c>options.CredentialsDestination</c>. Call it before <c>AddUsers</c>, so that a token is not taken for a password.
    /// </summary>
    /// <param name="builder">The broker.</param>
    /// <param name="configure">Says which tokens are taken.</param>
    public static IStompBrokerBuilder AddJwtBearer(this IStompBrokerBuilder builder, Action<StompJwtOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptions<StompJwtOptions>().Configure(configure).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StompJwtOptions>, JwtOptionsValidator>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStompAuthenticator, JwtAuthenticator>());
        return builder;
    }
}
