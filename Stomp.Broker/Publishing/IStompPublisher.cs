using System.Text.Json.Serialization.Metadata;
using Stomp.Broker.Users;

namespace Stomp.Broker.Publishing;

/// <summary>Publishes messages from inside the process, without a connection. A singleton service; thread-safe.</summary>
/// <remarks>
/// Messages that one thread publishes to one destination reach each subscription in that order. Publishing never waits for a subscriber.
/// The body is copied, and an object written as JSON, before the call returns.
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
    /// <exception cref="StompPublishException">The destination refused the message, or it is a user's, and reaches nobody.</exception>
    ValueTask PublishAsync(
        string destination, ReadOnlyMemory<byte> body, StompPublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes text, as UTF-8 and, unless the options say otherwise, <c>text/plain</c>.</summary>
    /// <inheritdoc cref="PublishAsync(string, ReadOnlyMemory{byte}, StompPublishOptions?, CancellationToken)"/>
    ValueTask PublishAsync(
        string destination, string body, StompPublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Publishes an object as JSON, written with <see cref="Configuration.StompBrokerOptions.Json"/>, and, unless the options say
    /// otherwise, <c>application/json</c>. Octets (<c>byte[]</c>, <c>Memory&lt;byte&gt;</c>) and strings are sent as they are.
    /// </summary>
    /// <param name="destination">The destination, prefix included: <c>/topic/prices</c>.</param>
    /// <param name="value">The object; <see langword="null"/> is the JSON <c>null</c>.</param>
    /// <param name="options">Headers.</param>
    /// <param name="cancellationToken">Gives up before the message was published.</param>
    /// <inheritdoc cref="PublishAsync(string, ReadOnlyMemory{byte}, StompPublishOptions?, CancellationToken)"/>
    /// <exception cref="NotSupportedException">The type cannot be written as JSON, or reflection is switched off and no context knows it.</exception>
    ValueTask PublishAsync<T>(
        string destination, T value, StompPublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes an object as JSON that source-generated code writes, and, unless the options say otherwise, <c>application/json</c>.</summary>
    /// <param name="destination">The destination, prefix included: <c>/topic/prices</c>.</param>
    /// <param name="value">The object.</param>
    /// <param name="json">Writes it: <c>ChatContext.Default.ChatMessage</c>.</param>
    /// <param name="options">Headers.</param>
    /// <param name="cancellationToken">Gives up before the message was published.</param>
    /// <inheritdoc cref="PublishAsync(string, ReadOnlyMemory{byte}, StompPublishOptions?, CancellationToken)"/>
    ValueTask PublishAsync<T>(
        string destination, T value, JsonTypeInfo<T> json, StompPublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes octets to a user: to every session of theirs that is subscribed to the destination.</summary>
    /// <param name="userName">The user's name, as it is, not encoded.</param>
    /// <param name="destination">The destination as clients subscribe to it, <c>/user/queue/chat</c>, or without the prefix, <c>/queue/chat</c>.</param>
    /// <param name="body">The body.</param>
    /// <param name="options">Headers; without a content type none is sent.</param>
    /// <param name="cancellationToken">Gives up before the message was published.</param>
    /// <returns>Whom the message is on its way to. That the user is not connected is a result too.</returns>
    /// <exception cref="ArgumentException">The name is empty, the destination cannot be sent to, or a header cannot be sent.</exception>
    ValueTask<StompUserPublishResult> PublishToUserAsync(
        string userName, string destination, ReadOnlyMemory<byte> body, StompPublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes text to a user, as UTF-8 and, unless the options say otherwise, <c>text/plain</c>.</summary>
    /// <inheritdoc cref="PublishToUserAsync(string, string, ReadOnlyMemory{byte}, StompPublishOptions?, CancellationToken)"/>
    ValueTask<StompUserPublishResult> PublishToUserAsync(
        string userName, string destination, string body, StompPublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes an object to a user as JSON, as <see cref="PublishAsync{T}(string, T, StompPublishOptions?, CancellationToken)"/> does.</summary>
    /// <param name="userName">The user's name, as it is, not encoded.</param>
    /// <param name="destination">The destination as clients subscribe to it, <c>/user/queue/chat</c>, or without the prefix, <c>/queue/chat</c>.</param>
    /// <param name="value">The object; <see langword="null"/> is the JSON <c>null</c>.</param>
    /// <param name="options">Headers.</param>
    /// <param name="cancellationToken">Gives up before the message was published.</param>
    /// <inheritdoc cref="PublishToUserAsync(string, string, ReadOnlyMemory{byte}, StompPublishOptions?, CancellationToken)"/>
    /// <exception cref="NotSupportedException">The type cannot be written as JSON, or reflection is switched off and no context knows it.</exception>
    ValueTask<StompUserPublishResult> PublishToUserAsync<T>(
        string userName, string destination, T value, StompPublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes an object to a user as JSON that source-generated code writes.</summary>
    /// <param name="userName">The user's name, as it is, not encoded.</param>
    /// <param name="destination">The destination as clients subscribe to it, <c>/user/queue/chat</c>, or without the prefix, <c>/queue/chat</c>.</param>
    /// <param name="value">The object.</param>
    /// <param name="json">Writes it: <c>ChatContext.Default.ChatMessage</c>.</param>
    /// <param name="options">Headers.</param>
    /// <param name="cancellationToken">Gives up before the message was published.</param>
    /// <inheritdoc cref="PublishToUserAsync(string, string, ReadOnlyMemory{byte}, StompPublishOptions?, CancellationToken)"/>
    ValueTask<StompUserPublishResult> PublishToUserAsync<T>(
        string userName,
        string destination,
        T value,
        JsonTypeInfo<T> json,
        StompPublishOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Publishes octets to one session, whose user may be anonymous: to its own destination, which no other session sees. It is the way
    /// to answer the session that has asked, and not the others of its user.
    /// </summary>
    /// <param name="sessionId">The id of the session.</param>
    /// <param name="destination">The destination as clients subscribe to it, <c>/user/queue/chat</c>, or without the prefix, <c>/queue/chat</c>.</param>
    /// <param name="body">The body.</param>
    /// <param name="options">Headers; without a content type none is sent.</param>
    /// <param name="cancellationToken">Gives up before the message was published.</param>
    /// <returns>Whether the session is there, and gets the message. That it has gone is a result too.</returns>
    /// <exception cref="ArgumentException">The id is empty, the destination cannot be sent to, or a header cannot be sent.</exception>
    ValueTask<StompUserPublishResult> PublishToSessionAsync(
        string sessionId, string destination, ReadOnlyMemory<byte> body, StompPublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes text to one session, as UTF-8 and, unless the options say otherwise, <c>text/plain</c>.</summary>
    /// <inheritdoc cref="PublishToSessionAsync(string, string, ReadOnlyMemory{byte}, StompPublishOptions?, CancellationToken)"/>
    ValueTask<StompUserPublishResult> PublishToSessionAsync(
        string sessionId, string destination, string body, StompPublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes an object to one session as JSON, as <see cref="PublishAsync{T}(string, T, StompPublishOptions?, CancellationToken)"/> does.</summary>
    /// <param name="sessionId">The id of the session.</param>
    /// <param name="destination">The destination as clients subscribe to it, <c>/user/queue/chat</c>, or without the prefix, <c>/queue/chat</c>.</param>
    /// <param name="value">The object; <see langword="null"/> is the JSON <c>null</c>.</param>
    /// <param name="options">Headers.</param>
    /// <param name="cancellationToken">Gives up before the message was published.</param>
    /// <inheritdoc cref="PublishToSessionAsync(string, string, ReadOnlyMemory{byte}, StompPublishOptions?, CancellationToken)"/>
    /// <exception cref="NotSupportedException">The type cannot be written as JSON, or reflection is switched off and no context knows it.</exception>
    ValueTask<StompUserPublishResult> PublishToSessionAsync<T>(
        string sessionId, string destination, T value, StompPublishOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes an object to one session as JSON that source-generated code writes.</summary>
    /// <param name="sessionId">The id of the session.</param>
    /// <param name="destination">The destination as clients subscribe to it, <c>/user/queue/chat</c>, or without the prefix, <c>/queue/chat</c>.</param>
    /// <param name="value">The object.</param>
    /// <param name="json">Writes it: <c>ChatContext.Default.ChatMessage</c>.</param>
    /// <param name="options">Headers.</param>
    /// <param name="cancellationToken">Gives up before the message was published.</param>
    /// <inheritdoc cref="PublishToSessionAsync(string, string, ReadOnlyMemory{byte}, StompPublishOptions?, CancellationToken)"/>
    ValueTask<StompUserPublishResult> PublishToSessionAsync<T>(
        string sessionId,
        string destination,
        T value,
        JsonTypeInfo<T> json,
        StompPublishOptions? options = null,
        CancellationToken cancellationToken = default);
}
