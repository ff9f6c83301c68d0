using Microsoft.Extensions.DependencyInjection;

namespace Stomp.Broker;

internal sealed class StompBrokerBuilder(IServiceCollection services) : IStompBrokerBuilder
{
    public IServiceCollection Services => services;
}
