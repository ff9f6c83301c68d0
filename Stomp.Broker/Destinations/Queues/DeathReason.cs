namespace Stomp.Broker.Destinations.Queues;

/// <summary>Why a queue gave up a message: <c>x-death-reason</c> of the dead letter.</summary>
internal enum DeathReason
{
    /// <summary><c>rejected</c>: a consumer refused it for good.</summary>
    Rejected,

    /// <summary><c>expired</c>: its time was over.</summary>
    Expired,

    /// <summary><c>maxlen</c>: the queue was full, and others came after it.</summary>
    Dropped,

    /// <summary><c>delivery-limit</c>: it was delivered as often as may be.</summary>
    DeliveryLimit,
}
