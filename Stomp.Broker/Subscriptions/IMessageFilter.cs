using Stomp.Broker.Messages;

namespace Stomp.Broker.Subscriptions;

/// <summary>Says which messages a subscription wants, by what they are: a selector.</summary>
/// <remarks>Immutable. A queue asks under its lock: it must neither wait nor throw, and answer the same each time.</remarks>
internal interface IMessageFilter
{
    /// <summary>Whether it wants a message.</summary>
    bool Matches(Message message);
}
