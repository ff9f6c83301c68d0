namespace Stomp.Broker.Configuration;

/// <summary>The settings of message handlers.</summary>
public sealed class StompHandlerOptions
{
    /// <summary>
    /// What the names of destinations begin with that message handlers are for: a slash at both ends, ASCII. Default <c>/app/</c> alone.
    /// All handlers are behind each of them.
    /// </summary>
    public IReadOnlyList<string> Prefixes
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = [.. value.Select(static prefix => StompBrokerOptions.CheckPrefix(prefix, nameof(Prefixes)))];
        }
    } = ["/app/"];

    /// <summary>
    /// How long a handler may take for a message; for a stream, until it has its first element. Then its token fires, and the client is answered as if it had failed. Default
    /// 30 s; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for no end.
    /// </summary>
    public TimeSpan Timeout
    {
        get;
        set => field = value > TimeSpan.Zero || value == System.Threading.Timeout.InfiniteTimeSpan
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Timeout), value, "must be greater than 0, or infinite");
    } = TimeSpan.FromSeconds(30);

    /// <summary>What a client gets when a handler fails and no handler of exceptions takes it. Default <see cref="StompHandlerErrors.Error"/>.</summary>
    public StompHandlerErrors Errors { get; set; }

    /// <summary>
    /// Whether clients see type and message of any exception, for development. By default they see those of a
    /// <see cref="Handlers.StompHandlerException"/> alone, and otherwise that the handler failed.
    /// </summary>
    public bool ShowExceptions { get; set; }
}
