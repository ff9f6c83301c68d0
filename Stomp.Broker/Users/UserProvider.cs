using System.Text;
using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations;
using Stomp.Broker.Destinations.Topics;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Users;

/// <summary>
/// Users' destinations. SUBSCRIBE to <c>/user/queue/x</c> is for a destination of the session's own; what is sent to
/// <c>/user/{name}/queue/x</c> goes to that destination in every session of the user, and shows <c>/user/queue/x</c> there.
/// </summary>
/// <remarks>
/// <para>A private destination has no name that anybody could subscribe to or guess: it is an entry in its session, and gone with it.</para>
/// <para>What follows the prefix is a topic's name for every purpose: every matching subscription gets the message, and nothing is kept.</para>
/// </remarks>
internal sealed class UserProvider(StompUserOptions options, TopicContext context, UserDirectory directory, bool allowClientSend)
    : DestinationProvider(options.Prefix)
{
    private const byte Slash = (byte)'/';
    private const int StackChars = 256;

    private readonly TopicRules _rules = new(context.Limits);
    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(options.Prefix);
    private readonly Refusal _noAddress = new($"the destination is not of the form {options.Prefix}{{name}}/queue/x");
    private readonly Refusal _noPath = new($"the destination names nothing; it is of the form {options.Prefix}queue/x");
    private readonly Refusal _notForClients = new($"clients may not send to destinations of users ({options.Prefix}…); the application does");
    private readonly Refusal _wildcard = new("the destination has a wildcard; those are for SUBSCRIBE");

    private readonly Refusal _malformedName = new(
        "the user's name in the destination is malformed; it is UTF-8, with each '%' followed by two hexadecimal digits: '%25' for '%', '%2F' for '/'");

    // A user's name may have a comma.
    public override bool IsListable => false;

    public override Refusal? CheckSend(ReadOnlySpan<byte> destination)
    {
        if (!TrySplit(destination, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> path))
        {
            return _noAddress;
        }

        return _rules.Check(path, out bool hasWildcard) ?? (hasWildcard ? _wildcard : CheckName(name));
    }

    public override Refusal? CheckClientSend(ReadOnlySpan<byte> destination) =>
        allowClientSend ? CheckSend(destination) : _notForClients;

    public override byte[]? GetShownDestination(ReadOnlySpan<byte> destination)
    {
        TrySplit(destination, out _, out ReadOnlySpan<byte> path);
        return GetShown(path);
    }

    public override Refusal? CheckSubscribe(ReadOnlySpan<byte> destination, SubscriptionOptions options, ISubscriber subscriber)
    {
        ReadOnlySpan<byte> path = destination[Prefix.Length..];
        if (path.IsEmpty)
        {
            return _noPath;
        }

        return _rules.Check(path, out _) ?? CheckNamesNobody(path, subscriber) ?? context.SlowConsumers.Check(destination, options);
    }

    public override SubscriptionFeatures Features => SubscriptionFeatures.Selector | SubscriptionFeatures.SlowConsumer;

    // At the end of a transaction all its users must be reachable, or nothing of it is done.
    public override Refusal? Reserve(ReadOnlySpan<byte> destination, Message message)
    {
        TrySplit(destination, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> path);
        return options.DiscardUnreachable ? null : Explain(Send(name, path, default, null), name, path);
    }

    public override void Unreserve(ReadOnlySpan<byte> destination, Message message)
    {
        // Nothing was set aside: a session that is subscribed takes whatever comes.
    }

    public override Refusal? Publish(
        ReadOnlySpan<byte> destination, ReadOnlySpan<Message> messages, bool isReserved, DeliveryBatch batch, out int taken)
    {
        TrySplit(destination, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> path);
        StompUserPublishResult reach = Send(name, path, messages, batch);
        Refusal? refusal = isReserved || options.DiscardUnreachable ? null : Explain(reach, name, path);
        taken = refusal is null ? messages.Length : 0;
        return refusal;
    }

    public override void Subscribe(Subscription subscription, DeliveryBatch batch)
    {
        byte[] path = subscription.Destination[Prefix.Length..];
        IMessageTarget target = SubscriptionTarget.Create(context, subscription, batch);
        subscription.Subscriber.GetOrCreatePrivateSubscriptions().Add(new PrivateSubscription(subscription, path, target));
    }

    public override void Unsubscribe(Subscription subscription, DeliveryBatch batch)
    {
        PrivateSubscription? removed = subscription.Subscriber.PrivateSubscriptions?.Remove(subscription);
        SubscriptionTarget.End(subscription, removed?.Target ?? subscription, batch);
    }

    /// <summary>Reads the path of a private destination as the application writes it: as clients subscribe to it, or without the prefix.</summary>
    /// <exception cref="ArgumentException">It cannot be sent to.</exception>
    public byte[] GetPath(string destination)
    {
        byte[] octets = Encoding.UTF8.GetBytes(destination);
        ReadOnlySpan<byte> path = octets.AsSpan().StartsWith(_prefix) ? octets.AsSpan(_prefix.Length) : octets.AsSpan().TrimStart(Slash);
        if (path.IsEmpty)
        {
            throw new ArgumentException($"'{destination}' names no destination of a user; it is of the form /queue/x.", nameof(destination));
        }

        if (_prefix.Length + path.Length > context.Limits.MaxDestinationBytes)
        {
            throw new ArgumentException(
                $"The destination exceeds the limit of {context.Limits.MaxDestinationBytes} octets ({nameof(StompLimits.MaxDestinationBytes)}).", nameof(destination));
        }

        return (_rules.Check(path, out bool hasWildcard) ?? (hasWildcard ? _wildcard : null)) is { } refusal
            ? throw new ArgumentException($"'{destination}' cannot be sent to: {refusal.Reason}.", nameof(destination))
            : path.ToArray();
    }

    /// <summary>The destination that receivers are shown.</summary>
    public byte[] GetShown(ReadOnlySpan<byte> path) => [.. _prefix, .. path];

    /// <summary>Sends a message to all sessions of a user; the reference to it goes with the call.</summary>
    public StompUserPublishResult SendToUser(string userName, ReadOnlySpan<byte> path, Message message, DeliveryBatch batch) =>
        Send(userName.AsSpan(), path, new ReadOnlySpan<Message>(in message), batch);

    /// <summary>Sends a message to one session; the reference to it goes with the call.</summary>
    public static StompUserPublishResult SendToSession(ISubscriber? session, ReadOnlySpan<byte> path, Message message, DeliveryBatch batch)
    {
        bool isReached = session is not null && Deliver(session, path, new ReadOnlySpan<Message>(in message), batch);
        message.Release();
        return new StompUserPublishResult(session is not null, isReached ? 1 : 0);
    }

    private static bool Deliver(ISubscriber session, ReadOnlySpan<byte> path, ReadOnlySpan<Message> messages, DeliveryBatch? batch)
    {
        bool isReached = false;
        if (session.PrivateSubscriptions is { } subscriptions)
        {
            foreach (PrivateSubscription subscription in subscriptions.All)
            {
                if (!Matches(subscription, path))
                {
                    continue;
                }

                isReached = true;
                foreach (Message message in messages)
                {
                    message.AddReferences(1);
                }

                if (batch is not null)
                {
                    subscription.Target.Deliver(messages, batch);
                }
            }
        }

        return isReached;
    }

    private static bool Matches(PrivateSubscription subscription, ReadOnlySpan<byte> path) =>
        path.SequenceEqual(subscription.Path) || TopicName.Matches(subscription.Path, path);

    private bool TrySplit(ReadOnlySpan<byte> destination, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> rest = destination[Prefix.Length..];
        int slash = rest.IndexOf(Slash);
        name = slash < 0 ? default : rest[..slash];
        path = slash < 0 ? default : rest[(slash + 1)..];
        return !name.IsEmpty && !path.IsEmpty;
    }

    private Refusal? CheckName(ReadOnlySpan<byte> encoded)
    {
        Span<char> name = encoded.Length <= StackChars ? stackalloc char[StackChars] : new char[encoded.Length];
        return UserName.TryDecode(encoded, name, out _) ? null : _malformedName;
    }

    // Whoever writes his own name into it would wait for messages that never come: those sent to him go to the name-less destination.
    private Refusal? CheckNamesNobody(ReadOnlySpan<byte> path, ISubscriber subscriber)
    {
        int slash = path.IndexOf(Slash);
        if (slash <= 0 || subscriber.UserName is null)
        {
            return null;
        }

        ReadOnlySpan<byte> encoded = path[..slash];
        Span<char> name = encoded.Length <= StackChars ? stackalloc char[StackChars] : new char[encoded.Length];
        bool isOwnName = UserName.TryDecode(encoded, name, out int length) && name[..length].SequenceEqual(subscriber.UserName);
        return isOwnName && !encoded.SequenceEqual("queue"u8) && !encoded.SequenceEqual("topic"u8)
            ? new Refusal($"the destination names a user; subscribe to {Prefix}{Encoding.UTF8.GetString(path[(slash + 1)..])}, which is always the session's own")
            : null;
    }

    private StompUserPublishResult Send(ReadOnlySpan<byte> encodedName, ReadOnlySpan<byte> path, ReadOnlySpan<Message> messages, DeliveryBatch? batch)
    {
        Span<char> name = encodedName.Length <= StackChars ? stackalloc char[StackChars] : new char[encodedName.Length];
        UserName.TryDecode(encodedName, name, out int length);
        return Send(name[..length], path, messages, batch);
    }

    private StompUserPublishResult Send(ReadOnlySpan<char> name, ReadOnlySpan<byte> path, ReadOnlySpan<Message> messages, DeliveryBatch? batch)
    {
        int reached = 0;
        bool isConnected = directory.TryGet(name, out UserSessions? sessions);
        if (isConnected)
        {
            lock (sessions!.Lock)
            {
                foreach (ISubscriber session in sessions.All)
                {
                    reached += Deliver(session, path, messages, batch) ? 1 : 0;
                }
            }
        }

        foreach (Message message in messages)
        {
            message.Release();
        }

        return new StompUserPublishResult(isConnected, reached);
    }

    private Refusal? Explain(StompUserPublishResult reach, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path) =>
        reach.Sessions > 0 ? null
        : reach.IsConnected
            ? new Refusal($"the user '{Encoding.UTF8.GetString(name)}' is connected, but not subscribed to {Encoding.UTF8.GetString(GetShown(path))}")
            : new Refusal($"the user '{Encoding.UTF8.GetString(name)}' is not connected");
}
