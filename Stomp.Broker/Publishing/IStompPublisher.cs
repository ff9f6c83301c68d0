namespace Stomp.Broker.Publishing;

/// <summary>Publishes messages from inside the process, without a connection. A singleton service; thread-safe.</summary>
/// <remarks>
/// Messages that one thread publishes to one destination reach each subscription in that order. Publishing never waits for a subscriber.
/// The body is copied before the call returns.
/// </remarks>
public interface IStompPublisher
{
    /// <summary>Publishes octets.</summary>
    /// <param name="destination">The destination, prefix included: <c>/topic/prices</c>.</param>
    /// <param name="body">The body.</param>
    /// <param name="options">Headers; without a content type none is sent.</param>
    /// <param name="cancellationToken">Gives up before the message was published.</param>
    /// <returns>Completes when the destination has the message: as soon as it is on its way to subscribers, or in its queue.</returns>
    /// <exception cref="ArgumentException">The destination is unknown or cannot be sent to, or a header cannot be sent.</exception>
    /// <exception cref="StompPublishException">The destination refused the message.</exception>
    ValueTask PublishAsync(
        string destination, ReadOnlyMemory<byte> body, StompPublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes text, as UTF-8 and, unless the options say otherwise, <c>text/plain</c>.</summary>
    /// <inheritdoc cref="PublishAsync(string, ReadOnlyMemory{byte}, StompPublishOptions?, CancellationToken)"/>
    ValueTask PublishAsync(
        string destination, string body, StompPublishOptions? options = null, CancellationToken cancellationToken = default);
}
