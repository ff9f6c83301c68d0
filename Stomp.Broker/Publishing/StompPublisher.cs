using System.Text;
using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Routing;

namespace Stomp.Broker.Publishing;

/// <summary>The way of a message that has no session: from the application into the router.</summary>
internal sealed class StompPublisher(Router router, MessageEncoder encoder, StompLimits limits) : IStompPublisher
{
    private static readonly StompPublishOptions NoOptions = new();

    public ValueTask PublishAsync(
        string destination, ReadOnlyMemory<byte> body, StompPublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(destination);
        cancellationToken.ThrowIfCancellationRequested();
        options ??= NoOptions;
        Publish(destination, body.Span, options.ContentType, options.Headers);
        return ValueTask.CompletedTask;
    }

    public ValueTask PublishAsync(
        string destination, string body, StompPublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(destination);
        ArgumentNullException.ThrowIfNull(body);
        cancellationToken.ThrowIfCancellationRequested();
        options ??= NoOptions;
        Publish(destination, Encoding.UTF8.GetBytes(body), options.ContentType ?? "text/plain", options.Headers);
        return ValueTask.CompletedTask;
    }

    private void Publish(
        string destination, ReadOnlySpan<byte> body, string? contentType, IReadOnlyCollection<KeyValuePair<string, string>> headers)
    {
        byte[] name = Encoding.UTF8.GetBytes(destination);
        if (name.Length > limits.MaxDestinationBytes)
        {
            throw new ArgumentException(
                $"The destination exceeds the limit of {limits.MaxDestinationBytes} octets ({nameof(limits.MaxDestinationBytes)}).", nameof(destination));
        }

        DestinationProvider provider = router.Find(name)
            ?? throw new ArgumentException($"'{destination}' is unknown; destinations begin with {router.Prefixes}.", nameof(destination));
        if (provider.CheckSend(name) is { } invalid)
        {
            throw new ArgumentException($"'{destination}' cannot be sent to: {invalid.Reason}.", nameof(destination));
        }

        CheckText(destination, nameof(destination));
        CheckText(contentType ?? "", nameof(contentType));
        foreach ((string header, string value) in headers)
        {
            ArgumentException.ThrowIfNullOrEmpty(header, nameof(headers));
            CheckText(header, nameof(headers));
            CheckText(value, nameof(headers));
        }

        DeliveryBatch batch = DeliveryBatch.OfThread;
        Message message = encoder.Encode(name, contentType, headers, body);
        Refusal? refusal = provider.Publish(name, new ReadOnlySpan<Message>(in message), isReserved: false, batch, out _);
        batch.WakeAll();
        if (refusal is not null)
        {
            throw new StompPublishException(destination, refusal.Reason);
        }
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
