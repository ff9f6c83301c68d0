using Microsoft.Extensions.Logging;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;
using Stomp.Core.Frames;

namespace Stomp.Broker.Sessions.Interceptors;

/// <summary>The interceptors of what goes out, one after another.</summary>
/// <remarks>Thread-safe; one for each broker.</remarks>
internal sealed class OutboundInterceptors(IStompOutboundInterceptor[] interceptors, MessageEncoder encoder, ILogger logger)
{
    /// <summary>Has all of them look at a message, until one drops it. Throws nothing; when one fails it ends the session.</summary>
    /// <param name="session">Whose message it is.</param>
    /// <param name="subscription">Who gets it.</param>
    /// <param name="message">The message; the reference stays the caller's.</param>
    /// <param name="deliveries">How often the message was delivered before.</param>
    public async ValueTask<FilteredDelivery> RunAsync(Session session, Subscription subscription, Message message, int deliveries)
    {
        CancellationToken closed = session.Closed;
        StompDelivery delivery = Decode(new StompSubscription(session, subscription), message, deliveries);
        foreach (IStompOutboundInterceptor interceptor in interceptors)
        {
            try
            {
                ValueTask call = interceptor.OnDeliveryAsync(delivery, closed);
                if (!call.IsCompletedSuccessfully)
                {
                    await call.AsTask().WaitAsync(closed);
                }
            }
            catch (OperationCanceledException) when (closed.IsCancellationRequested)
            {
                return FilteredDelivery.NotSent;
            }
            catch (Exception exception)
            {
                SessionLog.OutboundInterceptorFailed(logger, exception, interceptor.GetType(), session.Id);
                session.RequestEnd(SessionEnd.DeliveryFailed);
                return FilteredDelivery.NotSent;
            }

            if (delivery.IsDropped)
            {
                return FilteredDelivery.Dropped;
            }
        }

        return delivery.IsChanged
            ? FilteredDelivery.Replaced(encoder.Rewrite(message, delivery.Headers, delivery.Body.Span))
            : FilteredDelivery.Unchanged;
    }

    private static StompDelivery Decode(StompSubscription subscription, Message message, int deliveries)
    {
        FrameParser parser = MessageEncoder.Decode(message, out StompFrame frame);
        var delivery = new StompDelivery(subscription, frame, deliveries);
        parser.Reset();
        return delivery;
    }
}
