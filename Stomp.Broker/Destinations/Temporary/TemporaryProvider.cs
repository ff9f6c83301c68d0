using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Stomp.Broker.Collections;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Temporary;

/// <summary>
/// The temporary destinations of one kind, by their addresses: what stands in <c>reply-to</c> of the messages that others get, and what they send to.
/// </summary>
/// <param name="prefix">What the addresses begin with: <c>/reply-queue/</c>.</param>
/// <param name="features">What subscriptions may ask for.</param>
/// <param name="discardLate">Whether what is sent to one whose session has ended is thrown away, and not refused.</param>
/// <param name="create">Makes one: of a session, with a name and an address.</param>
internal sealed class TemporaryProvider(
    string prefix, SubscriptionFeatures features, bool discardLate, Func<ISubscriber, byte[], byte[], TemporaryDestination> create)
    : DestinationProvider(prefix)
{
    // 16 octets of a CSPRNG: 128 bits that nobody guesses (H-13).
    private const int AddressDigits = 32;

    private static readonly Refusal NotOwner = new("a temporary destination is its own connection's; others can only send to it");

    private readonly ConcurrentDictionary<byte[], TemporaryDestination> _all = new(Utf8Comparer.Instance);

    /// <summary>There is no such address.</summary>
    public static Refusal Gone { get; } = new("there is no temporary destination of this address; the connection that it belonged to has ended, or it never was");

    public override SubscriptionFeatures Features => features;

    /// <summary>Makes a destination.</summary>
    public TemporaryDestination Add(ISubscriber owner, byte[] name)
    {
        byte[] address = Encoding.ASCII.GetBytes(Prefix + RandomNumberGenerator.GetHexString(AddressDigits, lowercase: true));
        TemporaryDestination added = create(owner, name, address);
        _all[address] = added;
        return added;
    }

    /// <summary>The session of a destination has ended.</summary>
    public void Remove(TemporaryDestination destination)
    {
        destination.Close();
        ForgetIfUnused(destination);
    }

    public override Refusal? CheckSend(ReadOnlySpan<byte> destination) => discardLate || Find(destination) is not null ? null : Gone;

    public override byte[]? GetShownDestination(ReadOnlySpan<byte> destination) => Find(destination)?.Name;

    public override Refusal? CheckSubscribe(ReadOnlySpan<byte> destination, SubscriptionOptions options, ISubscriber subscriber) =>
        Find(destination) is { } found && found.Owner == subscriber ? null : NotOwner;

    public override Refusal? Reserve(ReadOnlySpan<byte> destination, Message message)
    {
        if (FindReserved(destination) is not { } found)
        {
            return Forgive(Gone);
        }

        found.CountReserved(1);
        Refusal? refusal = found.Reserve(message);
        if (refusal is not null)
        {
            EndReservation(found, 1);
        }

        return refusal;
    }

    public override void Unreserve(ReadOnlySpan<byte> destination, Message message)
    {
        if (FindReserved(destination) is { } found)
        {
            found.Unreserve(message);
            EndReservation(found, 1);
        }
    }

    public override Refusal? Publish(
        ReadOnlySpan<byte> destination, ReadOnlySpan<Message> messages, bool isReserved, DeliveryBatch batch, out int taken)
    {
        taken = 0;
        if (isReserved && FindReserved(destination) is { } reserved)
        {
            reserved.Publish(messages, isReserved: true, batch, out _);
            EndReservation(reserved, messages.Length);
            taken = messages.Length; // where the session has ended since, nobody is to have them
            return null;
        }

        Refusal? refusal = Gone;
        if (Find(destination) is { } found)
        {
            refusal = found.Publish(messages, isReserved: false, batch, out taken);
        }
        else
        {
            foreach (Message message in messages)
            {
                message.Release();
            }
        }

        refusal = isReserved ? null : Forgive(refusal); // what is reserved and not found was forgiven before
        taken = refusal is null ? messages.Length : taken;
        return refusal;
    }

    public override void Subscribe(Subscription subscription, DeliveryBatch batch) => Find(subscription.Destination)!.Subscribe(subscription, batch);

    public override void Unsubscribe(Subscription subscription, DeliveryBatch batch) => Find(subscription.Destination)!.Unsubscribe(subscription, batch);

    private TemporaryDestination? Find(ReadOnlySpan<byte> address) => FindReserved(address) is { IsClosed: false } found ? found : null;

    // One whose session has ended stays until the places set aside in it are given back.
    private TemporaryDestination? FindReserved(ReadOnlySpan<byte> address) =>
        _all.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(address, out TemporaryDestination? found) ? found : null;

    private void EndReservation(TemporaryDestination destination, int count)
    {
        destination.CountReserved(-count);
        ForgetIfUnused(destination);
    }

    private void ForgetIfUnused(TemporaryDestination destination)
    {
        if (destination.IsUnused)
        {
            _all.TryRemove(destination.Address, out _);
        }
    }

    private Refusal? Forgive(Refusal? refusal) => discardLate && refusal == Gone ? null : refusal;
}
