namespace Stomp.Broker.Publishing;

/// <summary>What goes with a message that the application publishes itself.</summary>
public sealed class StompPublishOptions
{
    /// <summary>The <c>content-type</c> header; <see langword="null"/> for the default of the method, or none.</summary>
    public string? ContentType { get; init; }

    /// <summary>
    /// Headers of the application's own, in the order in which they are to be sent. Those that only the server may set
    /// (<c>message-id</c>, <c>subscription</c>, <c>content-length</c> and so on) are left out.
    /// </summary>
    public IReadOnlyCollection<KeyValuePair<string, string>> Headers { get; init; } = [];
}
