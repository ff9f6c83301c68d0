using System.Buffers;
using System.Text;
using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Publishing;
using Stomp.Broker.Routing;
using Stomp.Broker.Users;

namespace Stomp.Broker.Handlers.Results;

/// <summary>Sends what handlers return.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ResultSender(StompBrokerOptions options, Router router, UserProvider users, MessageEncoder encoder)
{
    /// <summary>Where a session is told of errors: behind the prefix of users.</summary>
    public const string Errors = "/queue/errors";

    // Larger buffers are not kept: results are small, and threads are many.
    private const int MaxKeptBytes = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _body;

    private readonly DestinationTemplate _errors = DestinationTemplate.Parse(Errors, null);

    /// <summary>Sends a value to all targets of a handler but the subscription.</summary>
    /// <returns>The message for the subscription, with one reference, when that is a target.</returns>
    /// <exception cref="StompPublishException">A destination refused it.</exception>
    public Message? Send(StompMessageContext context, MessageHandler handler, object value, DeliveryBatch batch)
    {
        ArrayBufferWriter<byte> body = _body ?? new ArrayBufferWriter<byte>();
        _body = null; // while it is in use: what is written may run code that sends something itself
        try
        {
            string contentType = handler.Format!.Write(value, body);
            Message? forSubscription = null;
            if (handler.Targets.Length == 0)
            {
                return SendTo(GetDefault(handler.Kind), null, context, contentType, body.WrittenSpan, batch);
            }

            foreach (ReplyTarget target in handler.Targets)
            {
                forSubscription = SendTo(target.Kind, target.Destination, context, contentType, body.WrittenSpan, batch) ?? forSubscription;
            }

            return forSubscription;
        }
        finally
        {
            if (body.Capacity <= MaxKeptBytes)
            {
                body.ResetWrittenCount();
                _body = body;
            }
        }
    }

    /// <summary>Tells a session of an error.</summary>
    /// <returns><see langword="false"/> when it is not subscribed to its errors.</returns>
    public bool SendError(StompMessageContext context, string text, IEnumerable<KeyValuePair<string, string>> headers, DeliveryBatch batch)
    {
        byte[] path = users.GetPath(Errors);
        Message message = encoder.Encode(users.GetShown(path), "text/plain", headers, Encoding.UTF8.GetBytes(text));
        return UserProvider.SendToSession(context.Caller.Subscriber, path, message, batch).IsReached;
    }

    /// <summary>Looks over where results of a handler go.</summary>
    /// <exception cref="InvalidOperationException">A destination cannot be sent to.</exception>
    public void Check(MessageHandler handler)
    {
        foreach (ReplyTarget target in handler.Targets)
        {
            if (target.Destination?.Octets is not { } destination)
            {
                continue;
            }

            try
            {
                if (target.Kind == ReplyTarget.Kinds.Destination)
                {
                    Find(destination);
                }
                else
                {
                    users.GetPath(target.Destination.Text);
                }
            }
            catch (Exception exception) when (exception is StompPublishException or ArgumentException)
            {
                throw handler.Wrong($"cannot send its results: {exception.Message}", exception);
            }
        }
    }

    private static ReplyTarget.Kinds GetDefault(HandlerKind kind) => kind switch
    {
        HandlerKind.Message => ReplyTarget.Kinds.Destination,
        HandlerKind.Subscribe => ReplyTarget.Kinds.Subscription,
        _ => ReplyTarget.Kinds.Session,
    };

    private Message? SendTo(
        ReplyTarget.Kinds kind, DestinationTemplate? template, StompMessageContext context, string contentType, ReadOnlySpan<byte> body, DeliveryBatch batch)
    {
        switch (kind)
        {
            case ReplyTarget.Kinds.Subscription when context.Subscription is { } subscription:
                return encoder.Encode(subscription.Destination, contentType, [], body);
            case ReplyTarget.Kinds.Destination:
                Publish(template?.Fill(context) ?? Encoding.UTF8.GetBytes($"{options.TopicPrefix}{context.Path}"), contentType, body, batch);
                return null;
            default:
                SendToUser(kind, template ?? (context.Exception is null ? null : _errors), context, contentType, body, batch);
                return null;
        }
    }

    private void Publish(byte[] destination, string contentType, ReadOnlySpan<byte> body, DeliveryBatch batch)
    {
        DestinationProvider provider = Find(destination);
        Message message = encoder.Encode(provider.GetShownDestination(destination) ?? destination, contentType, [], body);
        if (provider.Publish(destination, new ReadOnlySpan<Message>(in message), isReserved: false, batch, out _) is { } refusal)
        {
            throw new StompPublishException(Encoding.UTF8.GetString(destination), refusal.Reason);
        }
    }

    private void SendToUser(
        ReplyTarget.Kinds kind, DestinationTemplate? template, StompMessageContext context, string contentType, ReadOnlySpan<byte> body, DeliveryBatch batch)
    {
        byte[] path = users.GetPath(template is null ? $"/queue/{context.Path}" : Encoding.UTF8.GetString(template.Fill(context)));
        Message message = encoder.Encode(users.GetShown(path), contentType, [], body);
        if (kind == ReplyTarget.Kinds.User && context.Session.UserName is { } name)
        {
            users.SendToUser(name, path, message, batch);
        }
        else
        {
            UserProvider.SendToSession(context.Caller.Subscriber, path, message, batch);
        }
    }

    private DestinationProvider Find(byte[] destination)
    {
        DestinationProvider? provider = router.Find(destination);
        string? reason = provider is null ? $"it is unknown; destinations begin with {router.Prefixes}" : provider.CheckSend(destination)?.Reason;
        return reason is null ? provider! : throw new StompPublishException(Encoding.UTF8.GetString(destination), reason);
    }
}
