using Microsoft.Extensions.Logging.Abstractions;
using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations.Queues;
using Stomp.Broker.Destinations.Topics;
using Stomp.Broker.Diagnostics;
using Stomp.Broker.Handlers;
using Stomp.Broker.Handlers.Results;
using Stomp.Broker.Messages;
using Stomp.Broker.Policies;
using Stomp.Broker.Routing;
using Stomp.Broker.Security;
using Stomp.Broker.Sessions;
using Stomp.Broker.Timing;
using Stomp.Broker.Users;

namespace Stomp.Benchmarks.Engine;

/// <summary>Puts the broker's parts together as <see cref="Stomp.Broker.StompBroker"/> does, with its default settings.</summary>
internal static class EngineContext
{
    /// <param name="map">Maps message handlers, if there are to be any.</param>
    public static BrokerContext Create(Action<HandlerRegistry>? map = null)
    {
        var options = new StompBrokerOptions();
        var encoder = new MessageEncoder(new MessagePool());
        var metrics = new StompMetrics(null);
        var ticker = new Ticker(TimeProvider.System);
        var deadLetters = new DeadLetters(encoder, TimeProvider.System, metrics, NullLogger.Instance);
        var queues = new QueueProvider(
            options.QueuePrefix,
            options.Limits,
            DestinationPolicies.None,
            new QueueContext(TimeProvider.System, ticker, encoder, metrics, deadLetters));
        var topics = new TopicContext(
            options.Limits, DestinationPolicies.None, queues.Budget, encoder, Metrics: null, TimeProvider.System, NullLogger.Instance)
        { Queues = queues.Context };
        var users = new UserDirectory();
        var privates = new UserProvider(options.Users, topics, users, allowClientSend: false);
        var handlers = new HandlerRegistry(options, services: null);
        map?.Invoke(handlers);
        var router = new Router(
        [
            new TopicProvider(options.TopicPrefix, topics),
            queues,
            privates,
            .. options.Handlers.Prefixes.Select(prefix => new HandlerDestinations(prefix, handlers)),
        ]);
        deadLetters.Router = router;
        return new BrokerContext(
            options,
            router,
            encoder,
            new AuthenticatorChain([], allowAnonymous: true),
            ticker,
            new SessionRegistry(options.Limits, TimeProvider.System),
            users,
            new HandlerCalls(
                handlers, new ResultSender(options, router, privates, encoder), options.Handlers, TimeProvider.System, NullLogger.Instance),
            metrics,
            new Lazy<BrokerExtensions>(() => BrokerExtensions.Find(null, encoder, NullLogger.Instance)),
            TimeProvider.System,
            NullLogger.Instance);
    }
}
