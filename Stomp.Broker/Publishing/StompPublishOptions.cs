using System.Globalization;
using Stomp.Broker.Messages;

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

    /// <summary>Whether the message survives a crash: the header <c>persistent</c>. Default <see langword="null"/>: as the policy of the destination says.</summary>
    public bool? Persistent { get; init; }

    /// <summary>From 0, the lowest, to 9: the header <c>priority</c>. Default <see langword="null"/>, which means 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is another number.</exception>
    public int? Priority
    {
        get;
        init => field = value is null or (>= 0 and <= MessageProperties.MaxPriority)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Priority), value, $"must be from 0 to {MessageProperties.MaxPriority}");
    }

    /// <summary>After what time nobody is to have the message any more; receivers see it as the header <c>expires</c>. Default <see langword="null"/>: never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than a millisecond.</exception>
    public TimeSpan? TimeToLive
    {
        get;
        init => field = CheckTime(value, nameof(TimeToLive));
    }

    /// <summary>
    /// After what time the message is delivered: the header <c>x-delay</c>. Default <see langword="null"/>: at once. Messages to users and sessions cannot wait.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than a millisecond.</exception>
    public TimeSpan? Delay
    {
        get;
        init => field = CheckTime(value, nameof(Delay));
    }

    /// <summary>The group of messages that go to one consumer of a queue: the header <c>JMSXGroupID</c>. Default <see langword="null"/>: none.</summary>
    public string? Group { get; init; }

    /// <summary>An id by which a second sending of the message is found: the header <c>deduplication-id</c>. Default <see langword="null"/>: none.</summary>
    public string? DuplicateId { get; init; }

    /// <summary>Where answers are to be sent: the header <c>reply-to</c>. Default <see langword="null"/>: nowhere.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Whether a topic keeps the message for those who subscribe later: the header <c>retain</c>. Default no.</summary>
    public bool Retain { get; init; }

    // All headers, those that the typed settings mean first, so that they count (C-40).
    internal List<KeyValuePair<string, string>> GetHeaders(DateTimeOffset now)
    {
        var headers = new List<KeyValuePair<string, string>>();
        Add(headers, "persistent", Persistent is { } persistent ? persistent ? "true" : "false" : null);
        Add(headers, "priority", Priority?.ToString(CultureInfo.InvariantCulture));
        Add(headers, "expires", TimeToLive is { } timeToLive ? ToText((now + timeToLive).ToUnixTimeMilliseconds()) : null);
        Add(headers, "x-delay", Delay is { } delay ? ToText((long)delay.TotalMilliseconds) : null);
        Add(headers, "JMSXGroupID", Group);
        Add(headers, "deduplication-id", DuplicateId);
        Add(headers, "reply-to", ReplyTo);
        Add(headers, "retain", Retain ? "set" : null);
        headers.AddRange(Headers);
        return headers;
    }

    private static void Add(List<KeyValuePair<string, string>> headers, string name, string? value)
    {
        if (value is not null)
        {
            headers.Add(new(name, value));
        }
    }

    private static string ToText(long number) => number.ToString(CultureInfo.InvariantCulture);

    // Longer than any that somebody means, and far from the end of the calendar: a thousand years.
    private static TimeSpan? CheckTime(TimeSpan? time, string name) =>
        time is null || (time >= TimeSpan.FromMilliseconds(1) && time <= TimeSpan.FromDays(365_250))
            ? time
            : throw new ArgumentOutOfRangeException(name, time, "must be at least a millisecond and at most a thousand years");
}
