using Stomp.Broker.Messages;

namespace Stomp.Broker.Subscriptions;

/// <summary>A message that was delivered and is not acknowledged yet. It holds a reference to it.</summary>
/// <param name="Message">The message.</param>
/// <param name="Position">Its place in the queue, by which it goes back in order.</param>
/// <param name="Sequence">The number of the delivery in its subscription, from 1.</param>
/// <param name="Deliveries">How often it was delivered before.</param>
/// <param name="Group">The number of its group in the queue; 0 for none.</param>
/// <param name="Expires">When it expires in the queue, in milliseconds of Unix time; 0 for never.</param>
/// <param name="Delivered">The timestamp of the delivery, where the queue has a time-out for it.</param>
internal readonly record struct UnackedDelivery(
    Message Message, long Position, long Sequence, int Deliveries, int Group = 0, long Expires = 0, long Delivered = 0);
