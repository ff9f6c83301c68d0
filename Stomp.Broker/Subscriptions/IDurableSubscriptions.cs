namespace Stomp.Broker.Subscriptions;

/// <summary>The durable subscriptions to topics of the broker of this process. A singleton service; thread-safe.</summary>
/// <remarks>Clients make them with SUBSCRIBE, and delete their own with UNSUBSCRIBE.</remarks>
public interface IDurableSubscriptions
{
    /// <summary>All of them, in no order, as they are at the moment.</summary>
    IReadOnlyList<StompDurableSubscription> GetAll();

    /// <summary>Those of a user, in no order.</summary>
    /// <param name="userName">The user, compared character by character; <see langword="null"/> for those of anonymous sessions.</param>
    IReadOnlyList<StompDurableSubscription> FindByUser(string? userName);

    /// <summary>Deletes one, with the messages that wait in it. Nobody may be subscribed to it.</summary>
    /// <param name="subscription">Which.</param>
    /// <returns><see langword="false"/> when it is not there any more.</returns>
    /// <exception cref="InvalidOperationException">A session is subscribed to it.</exception>
    bool Delete(StompDurableSubscription subscription);
}
