using Stomp.Broker.Destinations;
using Stomp.Broker.Messages;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Transactions;

/// <summary>One SEND (the first three are set) or one ACK or NACK (the others) in a transaction.</summary>
internal readonly record struct TransactionAction(
    DestinationProvider? Provider,
    byte[]? Destination,
    Message? Message,
    Subscription? Subscription,
    List<UnackedDelivery>? Taken,
    bool Accept,
    Rejection Rejection = default);
