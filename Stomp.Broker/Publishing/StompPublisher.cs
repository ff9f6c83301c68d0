using System.Globalization;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations;
using Stomp.Broker.Dialects;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Routing;
using Stomp.Broker.Scheduling;
using Stomp.Broker.Subscriptions;
using Stomp.Broker.Users;

namespace Stomp.Broker.Publishing;

/// <summary>The way of a message that has no session: from the application into the router, or to a user.</summary>
internal sealed class StompPublisher(
    Router router,
    MessageEncoder encoder,
    StompBrokerOptions settings,
    UserProvider users,
    Func<string, ISubscriber?> findSession,
    MessageSchedule schedule,
    TimeProvider time) : IStompPublisher
{
    private static readonly StompPublishOptions NoOptions = new();
    private static readonly List<KeyValuePair<string, string>> NoHeaders = [];

    private readonly StompLimits _limits = settings.Limits;

    public ValueTask PublishAsync(
        string destination, ReadOnlyMemory<byte> body, StompPublishOptions? options = null, CancellationToken cancellationToken = default) =>
        Publish(destination, new MessageBody(body, null), options, cancellationToken);

    public ValueTask PublishAsync(
        string destination, string body, StompPublishOptions? options = null, CancellationToken cancellationToken = default) =>
        Publish(destination, MessageBody.FromText(body), options, cancellationToken);

    public ValueTask PublishAsync<T>(
        string destination, T value, StompPublishOptions? options = null, CancellationToken cancellationToken = default) =>
        Publish(destination, MessageBody.From(value, settings.Json), options, cancellationToken);

    public ValueTask PublishAsync<T>(
        string destination, T value, JsonTypeInfo<T> json, StompPublishOptions? options = null, CancellationToken cancellationToken = default) =>
        Publish(destination, MessageBody.From(value, json), options, cancellationToken);

    public ValueTask<StompUserPublishResult> PublishToUserAsync(
        string userName, string destination, ReadOnlyMemory<byte> body, StompPublishOptions? options = null, CancellationToken cancellationToken = default) =>
        PublishToUser(userName, destination, new MessageBody(body, null), options, cancellationToken);

    public ValueTask<StompUserPublishResult> PublishToUserAsync(
        string userName, string destination, string body, StompPublishOptions? options = null, CancellationToken cancellationToken = default) =>
        PublishToUser(userName, destination, MessageBody.FromText(body), options, cancellationToken);

    public ValueTask<StompUserPublishResult> PublishToUserAsync<T>(
        string userName, string destination, T value, StompPublishOptions? options = null, CancellationToken cancellationToken = default) =>
        PublishToUser(userName, destination, MessageBody.From(value, settings.Json), options, cancellationToken);

    public ValueTask<StompUserPublishResult> PublishToUserAsync<T>(
        string userName,
        string destination,
        T value,
        JsonTypeInfo<T> json,
        StompPublishOptions? options = null,
        CancellationToken cancellationToken = default) =>
        PublishToUser(userName, destination, MessageBody.From(value, json), options, cancellationToken);

    public ValueTask<StompUserPublishResult> PublishToSessionAsync(
        string sessionId, string destination, ReadOnlyMemory<byte> body, StompPublishOptions? options = null, CancellationToken cancellationToken = default) =>
        PublishToSession(sessionId, destination, new MessageBody(body, null), options, cancellationToken);

    public ValueTask<StompUserPublishResult> PublishToSessionAsync(
        string sessionId, string destination, string body, StompPublishOptions? options = null, CancellationToken cancellationToken = default) =>
        PublishToSession(sessionId, destination, MessageBody.FromText(body), options, cancellationToken);

    public ValueTask<StompUserPublishResult> PublishToSessionAsync<T>(
        string sessionId, string destination, T value, StompPublishOptions? options = null, CancellationToken cancellationToken = default) =>
        PublishToSession(sessionId, destination, MessageBody.From(value, settings.Json), options, cancellationToken);

    public ValueTask<StompUserPublishResult> PublishToSessionAsync<T>(
        string sessionId,
        string destination,
        T value,
        JsonTypeInfo<T> json,
        StompPublishOptions? options = null,
        CancellationToken cancellationToken = default) =>
        PublishToSession(sessionId, destination, MessageBody.From(value, json), options, cancellationToken);

    private ValueTask Publish(string destination, in MessageBody body, StompPublishOptions? options, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(destination);
        cancellationToken.ThrowIfCancellationRequested();
        byte[] name = Encoding.UTF8.GetBytes(destination);
        if (name.Length > _limits.MaxDestinationBytes)
        {
            throw new ArgumentException(
                $"The destination exceeds the limit of {_limits.MaxDestinationBytes} octets ({nameof(_limits.MaxDestinationBytes)}).", nameof(destination));
        }

        DestinationProvider provider = router.Find(name)
            ?? throw new ArgumentException($"'{destination}' is unknown; destinations begin with {router.Prefixes}.", nameof(destination));
        CheckText(destination, nameof(destination));
        if (router.IsList(provider, name))
        {
            return PublishToList(destination, name, body, options);
        }

        if (provider.CheckSend(name) is { } invalid)
        {
            throw Invalid(destination, invalid);
        }

        Message message = Encode(provider.GetShownDestination(name) ?? name, body, options);
        DeliveryBatch batch = DeliveryBatch.OfThread;
        Refusal? refusal = GetPublisher(provider, message).Publish(name, new ReadOnlySpan<Message>(in message), isReserved: false, batch, out _);
        batch.WakeAll();
        if (refusal is not null)
        {
            throw new StompPublishException(destination, refusal.Reason);
        }

        return provider.WaitForRoom(name) is { } room ? new ValueTask(room.WaitAsync(cancellationToken)) : ValueTask.CompletedTask;
    }

    private ValueTask PublishToList(string destination, byte[] list, in MessageBody body, StompPublishOptions? options)
    {
        if (router.Split(list, out Route[] routes) is { } malformed)
        {
            throw Invalid(destination, malformed);
        }

        foreach (Route route in routes)
        {
            if (route.Provider.CheckSend(route.Destination) is { } invalid)
            {
                throw Invalid(destination, invalid);
            }
        }

        var messages = new Message[routes.Length];
        for (int i = 0; i < routes.Length; i++)
        {
            messages[i] = Encode(routes[i].Provider.GetShownDestination(routes[i].Destination) ?? routes[i].Destination, body, options);
            routes[i] = routes[i] with { Provider = GetPublisher(routes[i].Provider, messages[i]) };
        }

        DeliveryBatch batch = DeliveryBatch.OfThread;
        Refusal? refusal = ListPublication.Publish(routes, messages, batch);
        batch.WakeAll();
        return refusal is null ? ValueTask.CompletedTask : throw new StompPublishException(destination, refusal.Reason);
    }

    private static ArgumentException Invalid(string destination, Refusal refusal) =>
        new($"'{destination}' cannot be sent to: {refusal.Reason}.", nameof(destination));

    private ValueTask<StompUserPublishResult> PublishToUser(
        string userName, string destination, in MessageBody body, StompPublishOptions? options, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(userName);
        Message message = EncodePrivate(destination, body, options, cancellationToken, out byte[] path);
        DeliveryBatch batch = DeliveryBatch.OfThread;
        StompUserPublishResult result = users.SendToUser(userName, path, message, batch);
        batch.WakeAll();
        return new ValueTask<StompUserPublishResult>(result);
    }

    private ValueTask<StompUserPublishResult> PublishToSession(
        string sessionId, string destination, in MessageBody body, StompPublishOptions? options, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(sessionId);
        Message message = EncodePrivate(destination, body, options, cancellationToken, out byte[] path);
        DeliveryBatch batch = DeliveryBatch.OfThread;
        StompUserPublishResult result = UserProvider.SendToSession(findSession(sessionId), path, message, batch);
        batch.WakeAll();
        return new ValueTask<StompUserPublishResult>(result);
    }

    private Message EncodePrivate(
        string destination, in MessageBody body, StompPublishOptions? options, CancellationToken cancellationToken, out byte[] path)
    {
        ArgumentException.ThrowIfNullOrEmpty(destination);
        cancellationToken.ThrowIfCancellationRequested();
        CheckText(destination, nameof(destination));
        path = users.GetPath(destination);
        Message message = Encode(users.GetShown(path), body, options);
        if ((message.Properties.Traits & MessageTraits.Scheduled) != 0)
        {
            message.Release();
            throw new ArgumentException("A message to a user or a session cannot wait: who is connected is told at once. Publish it later.", nameof(options));
        }

        return message;
    }

    private Message Encode(ReadOnlySpan<byte> destination, in MessageBody body, StompPublishOptions? options)
    {
        options ??= NoOptions;
        string? contentType = options.ContentType ?? body.ContentType;
        CheckText(contentType ?? "", nameof(options));
        List<KeyValuePair<string, string>> headers = ReferenceEquals(options, NoOptions) ? NoHeaders : options.GetHeaders(time.GetUtcNow());
        foreach ((string header, string value) in headers)
        {
            ArgumentException.ThrowIfNullOrEmpty(header, nameof(options));
            CheckText(header, nameof(options));
            CheckText(value, nameof(options));
        }

        return encoder.Encode(destination, contentType, headers, body.Octets.Span, ReadProperties(headers, nameof(options)));
    }

    // A message that asks for a delay waits first.
    private DestinationProvider GetPublisher(DestinationProvider provider, Message message) =>
        schedule.MustWait(message) ? new ScheduledDestinations(provider, schedule) : provider;

    private MessageProperties ReadProperties(List<KeyValuePair<string, string>> headers, string parameter)
    {
        if (headers.Count == 0)
        {
            return default;
        }

        var reader = new SendHeaderReader(time);
        Refusal? refusal = null;
        foreach ((string name, string value) in headers)
        {
            refusal ??= reader.Add(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
        }

        MessageProperties properties = reader.Complete();
        if ((refusal ?? reader.Check()) is { Reason: { } reason })
        {
            throw new ArgumentException($"A header is wrong: {reason}.", parameter);
        }

        // Who gets a message with a time to live learns when it ends.
        if (properties.Expires > 0 && !headers.Exists(static header => header.Key == "expires"))
        {
            headers.Add(new("expires", properties.Expires.ToString(CultureInfo.InvariantCulture)));
        }

        return properties;
    }

    // Escapes take care of line ends and colons; a NUL has none, and would end the frame for old parsers.
    private static void CheckText(string text, string parameter)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A header holds a NUL, which STOMP cannot carry.", parameter);
        }
    }
}
