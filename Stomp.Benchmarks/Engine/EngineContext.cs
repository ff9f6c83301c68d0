using Microsoft.Extensions.Logging.Abstractions;
using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations;
using Stomp.Broker.Diagnostics;
using Stomp.Broker.Messages;
using Stomp.Broker.Routing;
using Stomp.Broker.Security;
using Stomp.Broker.Sessions;
using Stomp.Broker.Timing;
using Stomp.Broker.Users;

namespace Stomp.Benchmarks.Engine;

/// <summary>Puts the broker's parts together as <see cref="Stomp.Broker.StompBroker"/> does, with its default settings.</summary>
internal static class EngineContext
{
    public static BrokerContext Create()
    {
        var options = new StompBrokerOptions();
        var encoder = new MessageEncoder(new MessagePool());
        return new BrokerContext(
            options,
            new Router(
                new TopicProvider(options.TopicPrefix, options.Limits),
                new QueueProvider(options.QueuePrefix, options.Limits)),
            encoder,
            new AuthenticatorChain([], allowAnonymous: true),
            new Ticker(TimeProvider.System),
            new SessionRegistry(options.Limits, TimeProvider.System),
            new UserDirectory(),
            new StompMetrics(null),
            new Lazy<BrokerExtensions>(() => BrokerExtensions.Find(null, encoder, NullLogger.Instance)),
            TimeProvider.System,
            NullLogger.Instance);
    }
}
