using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Stomp.Broker;
using Stomp.Broker.Configuration;
using Stomp.Broker.Publishing;
using Stomp.Broker.Sessions;
using Stomp.Broker.Subscriptions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a STOMP broker to an application.</summary>
public static class StompBrokerServiceCollectionExtensions
{
    /// <summary>
    /// Adds a broker: <see cref="StompBroker"/>, <see cref="IStompPublisher"/>, <see cref="IUserRegistry"/> and <see cref="IDurableSubscriptions"/> as singletons, and its orderly stop with the host.
    /// Calling it again adds settings only. The application has logging, as any host does. Go on with what it returns: <c>AddAuthenticator</c> decides who may connect.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    public static IStompBrokerBuilder AddStompBroker(this IServiceCollection services, Action<StompBrokerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<StompBrokerOptions>()
            .Validate(
                static options => AreDistinct([options.TopicPrefix, options.QueuePrefix, options.Users.Prefix, .. options.Handlers.Prefixes]),
                "TopicPrefix, QueuePrefix, Handlers.Prefixes and Users.Prefix must differ, and none may begin with another.")
            .ValidateOnStart();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StompBrokerOptions>, StompBrokerOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<StompBroker>();
        services.TryAddSingleton(static provider => provider.GetRequiredService<StompBroker>().Publisher);
        services.TryAddSingleton(static provider => provider.GetRequiredService<StompBroker>().Users);
        services.TryAddSingleton(static provider => provider.GetRequiredService<StompBroker>().DurableSubscriptions);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, StompBrokerService>());
        return new StompBrokerBuilder(services);
    }

    private static bool AreDistinct(params ReadOnlySpan<string> prefixes)
    {
        for (int i = 0; i < prefixes.Length; i++)
        {
            for (int j = 0; j < prefixes.Length; j++)
            {
                if (i != j && prefixes[i].StartsWith(prefixes[j], StringComparison.Ordinal))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
