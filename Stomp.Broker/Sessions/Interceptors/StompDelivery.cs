using Stomp.Broker.Messages;
using Stomp.Core.Frames;

namespace Stomp.Broker.Sessions.Interceptors;

/// <summary>A message on its way to one subscription.</summary>
/// <remarks>Not thread-safe. A copy: it may be kept, but what is changed after the interceptor has finished has no effect.</remarks>
public sealed class StompDelivery
{
    private bool _hasNewBody;

    internal StompDelivery(StompSubscription subscription, in StompFrame message, int deliveries)
    {
        Subscription = subscription;
        DeliveryCount = deliveries + 1;
        Headers = new StompHeaders(message.Headers, MessageEncoder.OwnHeaders);
        byte[] body = new byte[message.BodyLength];
        message.CopyBodyTo(body);
        Body = body;
        _hasNewBody = false;
    }

    /// <summary>The subscription that gets it, and the session.</summary>
    public StompSubscription Subscription { get; }

    /// <summary>Whether it was delivered before, and not acknowledged.</summary>
    public bool IsRedelivered => DeliveryCount > 1;

    /// <summary>Which delivery of the message it is, from 1: what <c>delivery-count</c> says.</summary>
    public int DeliveryCount { get; }

    /// <summary>The headers, <c>destination</c> first, to be read and changed.</summary>
    public StompHeaders Headers { get; }

    /// <summary>The body; put another in its place to change it. <c>content-length</c> follows by itself.</summary>
    public ReadOnlyMemory<byte> Body
    {
        get;
        set
        {
            field = value;
            _hasNewBody = true;
        }
    }

    internal bool IsDropped { get; private set; }

    internal bool IsChanged => _hasNewBody || Headers.IsChanged;

    /// <summary>
    /// Keeps the message from this subscription. It counts as consumed there: one of a queue is gone, and need not be acknowledged.
    /// Interceptors after this one do not see it.
    /// </summary>
    public void Drop() => IsDropped = true;
}
