using Microsoft.Extensions.Logging;
using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations.Topics;
using Stomp.Broker.Diagnostics;
using Stomp.Broker.Handlers;
using Stomp.Broker.Messages;
using Stomp.Broker.Routing;
using Stomp.Broker.Scheduling;
using Stomp.Broker.Security;
using Stomp.Broker.Security.Authorization;
using Stomp.Broker.Storage;
using Stomp.Broker.Timing;
using Stomp.Broker.Users;

namespace Stomp.Broker.Sessions;

/// <summary>What all sessions of a broker share.</summary>
internal sealed record BrokerContext(
    StompBrokerOptions Options,
    Router Router,
    MessageEncoder Encoder,
    AuthenticatorChain Authenticator,
    Ticker Ticker,
    SessionRegistry Sessions,
    UserDirectory Users,
    HandlerCalls Handlers,
    StompMetrics Metrics,
    Lazy<BrokerExtensions> Extensions,
    TimeProvider Time,
    ILogger Logger,
    Lazy<BrokerAuthorization?>? Authorization = null)
{
    /// <summary>The durable subscriptions to topics; <see langword="null"/> where there can be none.</summary>
    public DurableSubscriptions? DurableSubscriptions { get; init; }

    /// <summary>Where messages are kept that survive the process.</summary>
    public BrokerStorage Storage { get; init; } = new();

    /// <summary>The messages that wait for their time; <see langword="null"/> where none can.</summary>
    public MessageSchedule? Schedule { get; init; }
}
