using System.Runtime.InteropServices;
using Stomp.Broker.Destinations;
using Stomp.Broker.Handlers;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Storage;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Transactions;

/// <summary>
/// What a client did between BEGIN and COMMIT: messages that nobody has seen yet, and acknowledgements that do not count yet (C-114).
/// </summary>
/// <remarks>Its session's loop uses it. It holds the references of its messages and of the deliveries taken, until it is committed or aborted.</remarks>
internal sealed class Transaction
{
    private readonly List<TransactionAction> _actions = [];
    private List<StompMessageContext>? _calls;
    private List<(DestinationProvider Provider, byte[] Destination)>? _blocking;

    /// <summary>The timestamp of the last frame that belongs to it.</summary>
    public long LastUse { get; set; }

    public int ActionCount => _actions.Count + Calls.Count;

    /// <summary>
    /// The messages for message handlers. These are called when all else was applied: what they do cannot be undone, so that it must be
    /// certain before that nothing is refused.
    /// </summary>
    public IReadOnlyList<StompMessageContext> Calls => _calls is null ? [] : _calls;

    /// <summary>Octets of the messages to be sent.</summary>
    public long Bytes { get; private set; }

    /// <summary>Why it cannot be committed any more: a message that belongs to it was refused, and the client was told. <see langword="null"/> while it can.</summary>
    public Refusal? Failure { get; private set; }

    /// <summary>A message that belongs to it was refused.</summary>
    public void Fail(string reason) => Failure ??= new Refusal($"a message of it was refused: {reason}");

    /// <summary>Adds a message with one reference to it.</summary>
    public void AddSend(DestinationProvider provider, byte[] destination, Message message)
    {
        _actions.Add(new TransactionAction(provider, destination, message, null, null, false));
        Bytes += message.Length;
    }

    /// <summary>Adds a message for a message handler.</summary>
    public void AddCall(StompMessageContext context)
    {
        (_calls ??= []).Add(context);
        Bytes += context.Body.Length + context.Destination.Length;
    }

    /// <summary>Adds deliveries that were taken out of the un-acknowledged ones of a subscription.</summary>
    public void AddAcknowledgement(Subscription subscription, List<UnackedDelivery> taken, bool accept, in Rejection rejection) =>
        _actions.Add(new TransactionAction(null, null, null, subscription, taken, accept, rejection));

    /// <summary>Whether place must be waited for once it is done, since some destination is full then: those that say so.</summary>
    public IEnumerable<Task> WaitForRoom()
    {
        foreach ((DestinationProvider provider, byte[] destination) in _blocking ?? [])
        {
            if (provider.WaitForRoom(destination) is { } room)
            {
                yield return room;
            }
        }
    }

    /// <summary>Applies all actions in their order, or, when a message is refused, none.</summary>
    /// <returns>Why it was refused; the transaction is then as it was. <see langword="null"/> when it is done.</returns>
    public Refusal? Commit(DeliveryBatch batch)
    {
        if (Reserve() is { } refusal)
        {
            return refusal;
        }

        Apply(batch);
        return null;
    }

    /// <summary>Stores what must survive a crash, all or none, then applies all actions, as <see cref="Commit"/> does.</summary>
    /// <returns>Why it was refused; the transaction is then as it was. <see langword="null"/> when it is done.</returns>
    public async Task<Refusal?> CommitAsync(StoreWriter writer, DeliveryBatch batch)
    {
        if (Reserve() is { } refusal)
        {
            return refusal;
        }

        var prepared = new PreparedMessages();
        Prepare(prepared);
        if (prepared.Unit.Operations.Length > 0)
        {
            if (await prepared.StoreAsync(writer) is { } failure)
            {
                Unreserve(_actions.Count);
                return new Refusal($"it could not be stored: {failure.Message}");
            }

            StoreTicket.Take(); // of whoever used this thread before
            batch.Prepared = prepared;
        }

        Apply(batch);
        batch.Prepared = null;
        return null;
    }

    private Refusal? Reserve()
    {
        for (int i = 0; i < _actions.Count; i++)
        {
            if (_actions[i] is { Provider: { } provider, Destination: { } destination, Message: { } message }
                && provider.Reserve(destination, message) is { } refusal)
            {
                Unreserve(i);
                return refusal;
            }
        }

        return null;
    }

    private void Prepare(PreparedMessages prepared)
    {
        foreach (TransactionAction action in _actions)
        {
            if (action is { Provider: { } provider, Destination: { } destination, Message: { } message })
            {
                provider.Prepare(destination, message, prepared);
            }
            else if (action is { Subscription.Source: { } source, Taken: { } taken } && (action.Accept || action.Rejection.Outcome == RejectionOutcome.Discard))
            {
                source.PrepareRemoval(CollectionsMarshal.AsSpan(taken), prepared);
            }
        }
    }

    private void Apply(DeliveryBatch batch)
    {
        foreach (TransactionAction action in _actions)
        {
            if (action is { Provider: { } provider, Destination: { } destination, Message: { } message })
            {
                provider.Publish(destination, new ReadOnlySpan<Message>(in message), isReserved: true, batch, out _);
                if (provider.IsBlocking(destination))
                {
                    (_blocking ??= []).Add((provider, destination));
                }
            }
            else if (action is { Subscription: { Source: { } source } subscription, Taken: { } taken })
            {
                ReadOnlySpan<UnackedDelivery> deliveries = CollectionsMarshal.AsSpan(taken);
                if (action.Accept)
                {
                    source.Accept(subscription, deliveries, batch);
                }
                else
                {
                    source.Reject(subscription, deliveries, action.Rejection, batch);
                }
            }
        }

        _actions.Clear();
    }

    /// <summary>Undoes all: messages vanish, deliveries are un-acknowledged again (C-119).</summary>
    public void Abort(DeliveryBatch batch)
    {
        foreach (StompMessageContext context in Calls)
        {
            context.ReturnBody();
        }

        foreach (TransactionAction action in _actions)
        {
            action.Message?.Release();
            if (action is { Subscription: { Source: { } source } subscription, Taken: { } taken })
            {
                source.Restore(subscription, CollectionsMarshal.AsSpan(taken), batch);
            }
        }

        _actions.Clear();
    }

    private void Unreserve(int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (_actions[i] is { Provider: { } provider, Destination: { } destination, Message: { } message })
            {
                provider.Unreserve(destination, message);
            }
        }
    }
}
