using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Sessions.Interceptors;

/// <summary>Stands between the outbox of a session and its connection, where there are interceptors.</summary>
internal sealed class DeliveryInterception(OutboundInterceptors interceptors, Session session) : IDeliveryFilter
{
    public ValueTask<FilteredDelivery> FilterAsync(Message message, IOutboxRecipient recipient, int deliveries) =>
        interceptors.RunAsync(session, (Subscription)recipient, message, deliveries);
}
