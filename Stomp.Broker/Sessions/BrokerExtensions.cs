using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stomp.Broker.Messages;
using Stomp.Broker.Sessions.Interceptors;

namespace Stomp.Broker.Sessions;

/// <summary>What the application has registered to take part in sessions. What nobody has registered is <see langword="null"/>, and costs nothing.</summary>
internal sealed class BrokerExtensions
{
    private BrokerExtensions()
    {
    }

    public SessionEventHandlers? Events { get; private init; }

    public InboundInterceptors? Inbound { get; private init; }

    public OutboundInterceptors? Outbound { get; private init; }

    /// <summary>
    /// Finds what is registered. Not when the broker is made, but before its first session: what is registered may itself use the broker,
    /// to publish.
    /// </summary>
    public static BrokerExtensions Find(IServiceProvider? services, MessageEncoder encoder, ILogger logger) => new()
    {
        Events = FindAll<IStompSessionEvents>(services) is { } events ? new SessionEventHandlers(events, logger) : null,
        Inbound = FindAll<IStompInboundInterceptor>(services) is { } inbound ? new InboundInterceptors(inbound, logger) : null,
        Outbound = FindAll<IStompOutboundInterceptor>(services) is { } outbound ? new OutboundInterceptors(outbound, encoder, logger) : null,
    };

    private static T[]? FindAll<T>(IServiceProvider? services)
    {
        T[] all = [.. services?.GetServices<T>() ?? []];
        return all.Length == 0 ? null : all;
    }
}
