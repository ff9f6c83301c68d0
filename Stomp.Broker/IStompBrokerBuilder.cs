using Microsoft.Extensions.DependencyInjection;

namespace Stomp.Broker;

/// <summary>Goes on configuring a broker after <c>AddStompBroker</c>.</summary>
public interface IStompBrokerBuilder
{
    /// <summary>The services of the application.</summary>
    IServiceCollection Services { get; }
}
