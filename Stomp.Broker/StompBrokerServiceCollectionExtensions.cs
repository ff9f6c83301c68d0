using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Stomp.Broker;
using Stomp.Broker.Configuration;
using Stomp.Broker.Publishing;
using Stomp.Broker.Security;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a STOMP broker to an application.</summary>
public static class StompBrokerServiceCollectionExtensions
{
    /// <summary>
    /// Adds a broker: <see cref="StompBroker"/> and <see cref="IStompPublisher"/> as singletons, and its orderly stop with the host.
    /// Calling it again adds settings only. The application has logging, as any host does. Register an <see cref="IStompAuthenticator"/> to decide who may connect.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    public static IStompBrokerBuilder AddStompBroker(this IServiceCollection services, Action<StompBrokerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<StompBrokerOptions>()
            .Validate(
                static options => !options.TopicPrefix.StartsWith(options.QueuePrefix, StringComparison.Ordinal)
                    && !options.QueuePrefix.StartsWith(options.TopicPrefix, StringComparison.Ordinal),
                "TopicPrefix and QueuePrefix must differ, and neither may begin with the other.")
            .ValidateOnStart();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<StompBroker>();
        services.TryAddSingleton(static provider => provider.GetRequiredService<StompBroker>().Publisher);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, StompBrokerService>());
        return new StompBrokerBuilder(services);
    }
}
