using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Stomp.AspNetCore.Logins;
using Stomp.Broker;
using Stomp.Broker.Security;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Gives a broker users of its own.</summary>
public static class StompUsersBuilderExtensions
{
    /// <summary>
    /// Takes clients that say the <c>login</c> and <c>passcode</c> of a user in CONNECT, and refuses those who say others. A user that the HTTP
    /// request of a WebSocket was authenticated as stands above that. Clients without a login are judged by the authenticators added later.
    /// </summary>
    /// <param name="builder">The broker.</param>
    /// <param name="configure">Adds the users.</param>
    public static IStompBrokerBuilder AddUsers(this IStompBrokerBuilder builder, Action<StompLoginOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptions<StompLoginOptions>()
            .Configure(configure)
            .Validate(static options => options.Users.Count > 0, "AddUsers was called, but there are no users.")
            .ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStompAuthenticator, LoginAuthenticator>());
        return builder;
    }

    /// <inheritdoc cref="AddUsers(IStompBrokerBuilder, Action{StompLoginOptions})"/>
    /// <param name="builder">The broker.</param>
    /// <param name="section">The users: see <see cref="StompLoginOptions.Add(IConfiguration)"/>.</param>
    public static IStompBrokerBuilder AddUsers(this IStompBrokerBuilder builder, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return builder.AddUsers(users => users.Add(section));
    }
}
