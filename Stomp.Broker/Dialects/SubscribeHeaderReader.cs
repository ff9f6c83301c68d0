using System.Text;
using Stomp.Broker.Destinations;
using Stomp.Broker.Selectors;
using Stomp.Broker.Selectors.Parsing;
using Stomp.Broker.Subscriptions;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Dialects;

/// <summary>Reads out of the headers of SUBSCRIBE what it asks for. Of headers that mean the same, the first counts (C-40).</summary>
internal struct SubscribeHeaderReader()
{
    // As ActiveMQ has them; RabbitMQ's are any numbers, and are clamped.
    private const int MaxPriority = 127;

    private static readonly HeaderNameTable<SubscribeHeader> Names = new(
        ("activemq.prefetchSize", SubscribeHeader.PrefetchCount),
        ("credit", SubscribeHeader.Credit),
        ("consumer-window-size", SubscribeHeader.PrefetchBytes),
        ("x-priority", SubscribeHeader.Priority),
        ("activemq.priority", SubscribeHeader.Priority),
        ("exclusive", SubscribeHeader.Exclusive),
        ("activemq.exclusive", SubscribeHeader.Exclusive),
        ("no-local", SubscribeHeader.NoLocal),
        ("activemq.noLocal", SubscribeHeader.NoLocal),
        ("browser", SubscribeHeader.Browser),
        ("browser-end", SubscribeHeader.BrowserEnd),
        ("include-seq", SubscribeHeader.IncludeSequence),
        ("durable", SubscribeHeader.Durable),
        ("persistent", SubscribeHeader.Persistent),
        ("auto-delete", SubscribeHeader.AutoDelete),
        ("x-queue-name", SubscribeHeader.QueueName),
        ("activemq.subscriptionName", SubscribeHeader.SubscriptionName),
        ("durable-subscription-name", SubscribeHeader.SubscriptionName),
        ("durable-subscriber-name", SubscribeHeader.SubscriptionName),
        ("replay-last", SubscribeHeader.ReplayLast),
        ("from-seq", SubscribeHeader.FromSequence),
        ("from-time", SubscribeHeader.FromTime),
        ("x-stream-offset", SubscribeHeader.StreamOffset),
        ("activemq.retroactive", SubscribeHeader.Retroactive),
        ("resume", SubscribeHeader.Resume),
        ("resume-token", SubscribeHeader.ResumeToken),
        ("slow-consumer", SubscribeHeader.SlowConsumer),
        ("max-pending", SubscribeHeader.MaxPending),
        ("conflate-by", SubscribeHeader.ConflateBy),
        ("activemq.maximumPendingMessageLimit", SubscribeHeader.PendingLimit));

    private SubscriptionOptions _options = SubscriptionOptions.Default;
    private int _seen; // a bit for each SubscribeHeader
    private DurableHeaderReader _durable;
    private ReplayHeaderReader _replay;
    private SlowConsumerHeaderReader _slowConsumer;
    private bool _isBrowser;
    private bool _isFollower;

    /// <summary>Reads a SUBSCRIBE.</summary>
    /// <returns>What is wrong with a header; <see langword="null"/> when nothing is.</returns>
    public static Refusal? Read(in StompFrame subscribe, out SubscriptionOptions options)
    {
        var reader = new SubscribeHeaderReader();
        try
        {
            return reader.Read(subscribe);
        }
        catch (SelectorException mistake)
        {
            return new Refusal(mistake.Message);
        }
        finally
        {
            options = reader._options;
        }
    }

    /// <summary>Names features by the headers that ask for them.</summary>
    public static string Describe(SubscriptionFeatures features) =>
        string.Join(", ", Enum.GetValues<SubscriptionFeatures>().Where(feature => feature != 0 && features.HasFlag(feature)).Select(static feature => feature switch
        {
            SubscriptionFeatures.Selector => "selector",
            SubscriptionFeatures.Priority => "priority",
            SubscriptionFeatures.Exclusive => "exclusive",
            SubscriptionFeatures.NoLocal => "no-local",
            SubscriptionFeatures.Browse => "browser",
            SubscriptionFeatures.Durable => "durable subscription",
            SubscriptionFeatures.DurableQueue => "durable",
            SubscriptionFeatures.Replay => "earlier messages",
            SubscriptionFeatures.Sequence => "include-seq",
            _ => "slow-consumer",
        }));

    /// <summary>What a name asks for.</summary>
    public static SubscribeHeader Find(ReadOnlySpan<byte> name) => Names.Find(name);

    /// <summary>Says what is wrong with a header.</summary>
    public static Refusal Explain(in Header header, string expected) =>
        new($"the header '{Encoding.UTF8.GetString(header.Name)}' must be {expected}");

    private Refusal? Read(in StompFrame subscribe)
    {
        foreach (Header header in subscribe.Headers)
        {
            if ((header.Known == KnownHeader.None ? ReadNamed(header) : ReadKnown(header)) is { } expected)
            {
                return Explain(header, expected);
            }
        }

        subscribe.Headers.TryGetValue(KnownHeader.Id, out ReadOnlySpan<byte> id);
        if (_durable.Complete(id) is { } durable)
        {
            SubscriptionFeatures feature = durable.IsShared ? SubscriptionFeatures.DurableQueue : SubscriptionFeatures.Durable;
            _options = _options with { Durable = durable, Features = _options.Features | feature };
        }

        _options = _slowConsumer.Complete(_replay.Complete(_options));
        if (_isBrowser)
        {
            _options = _options with
            {
                Browse = _isFollower ? BrowseMode.Follow : BrowseMode.Once,
                Features = _options.Features | SubscriptionFeatures.Browse,
            };
        }

        return null;
    }

    private string? ReadKnown(in Header header)
    {
        if (header.Known == KnownHeader.Selector && _options.Selector is null)
        {
            _options = _options with
            {
                Selector = Encoding.UTF8.GetString(header.Value),
                Filter = Selector.Parse(header.Value),
                Features = _options.Features | SubscriptionFeatures.Selector,
            };
        }

        return header.Known == KnownHeader.PrefetchCount ? ReadOnce(SubscribeHeader.PrefetchCount, header.Value) : null;
    }

    private string? ReadNamed(in Header header)
    {
        SubscribeHeader meaning = Names.Find(header.Name);
        return meaning == SubscribeHeader.None ? null : ReadOnce(meaning, header.Value);
    }

    private string? ReadOnce(SubscribeHeader header, ReadOnlySpan<byte> value)
    {
        int bit = 1 << (int)header;
        if ((_seen & bit) != 0)
        {
            return null;
        }

        _seen |= bit;
        return Read(header, value);
    }

    // What the value must be; null when it is.
    private string? Read(SubscribeHeader header, ReadOnlySpan<byte> value)
    {
        switch (header)
        {
            case SubscribeHeader.PrefetchCount:
                return ReadPrefetchCount(value);
            case SubscribeHeader.Credit:
                return ReadCredit(value);
            case SubscribeHeader.PrefetchBytes:
                return ReadPrefetchBytes(value);
            case SubscribeHeader.Priority:
                return ReadPriority(value);
            case SubscribeHeader.Exclusive:
                return ReadFlag(value, SubscriptionFeatures.Exclusive, static options => options with { IsExclusive = true });
            case SubscribeHeader.NoLocal:
                return ReadFlag(value, SubscriptionFeatures.NoLocal, static options => options with { NoLocal = true });
            case SubscribeHeader.Browser:
                return HeaderValue.TryReadFlag(value, out _isBrowser) ? null : "true or false";
            case SubscribeHeader.BrowserEnd:
                bool isFlag = HeaderValue.TryReadFlag(value, out bool ends);
                _isFollower = isFlag && !ends;
                return isFlag ? null : "true or false";
            case SubscribeHeader.IncludeSequence:
                return ReadSequenceHeader(value);
            default:
                return DurableHeaderReader.IsDurability(header) ? _durable.Read(header, value)
                    : ReplayHeaderReader.IsReplay(header) ? _replay.Read(header, value)
                    : _slowConsumer.Read(header, value);
        }
    }

    private string? ReadPrefetchCount(ReadOnlySpan<byte> value)
    {
        if (!HeaderValue.TryReadNumber(value, out long count) || count < 0)
        {
            return "a number, 0 for the most there may be";
        }

        _options = _options with { PrefetchCount = (int)Math.Min(count, int.MaxValue) };
        return null;
    }

    private string? ReadCredit(ReadOnlySpan<byte> value)
    {
        int comma = value.IndexOf((byte)',');
        long bytes = 0;
        if (!HeaderValue.TryReadNumber(comma < 0 ? value : value[..comma], out long count) || count < 0
            || (comma >= 0 && (!HeaderValue.TryReadNumber(value[(comma + 1)..], out bytes) || bytes < 0)))
        {
            return "a number of messages, and after a comma one of octets";
        }

        _options = _options with { PrefetchCount = (int)Math.Min(count, int.MaxValue), PrefetchBytes = bytes };
        return null;
    }

    // Artemis: -1 for any number, 0 for one message at a time.
    private string? ReadPrefetchBytes(ReadOnlySpan<byte> value)
    {
        if (!HeaderValue.TryReadNumber(value, out long bytes) || bytes < -1)
        {
            return "a number of octets, 0 for one message at a time, -1 for the most there may be";
        }

        _options = bytes == 0 ? _options with { PrefetchCount = 1 } : _options with { PrefetchBytes = Math.Max(bytes, 0) };
        return null;
    }

    private string? ReadPriority(ReadOnlySpan<byte> value)
    {
        if (!HeaderValue.TryReadNumber(value, out long priority))
        {
            return $"a number from {-MaxPriority} to {MaxPriority}";
        }

        _options = _options with
        {
            Priority = (int)Math.Clamp(priority, -MaxPriority, MaxPriority),
            Features = _options.Features | (priority == 0 ? SubscriptionFeatures.None : SubscriptionFeatures.Priority),
        };
        return null;
    }

    private string? ReadFlag(ReadOnlySpan<byte> value, SubscriptionFeatures feature, Func<SubscriptionOptions, SubscriptionOptions> set)
    {
        if (!HeaderValue.TryReadFlag(value, out bool flag))
        {
            return "true or false";
        }

        if (flag)
        {
            _options = set(_options) with { Features = _options.Features | feature };
        }

        return null;
    }

    private string? ReadSequenceHeader(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            return "the name that a header with each message's number shall have";
        }

        _options = _options with { SequenceHeader = value.ToArray(), Features = _options.Features | SubscriptionFeatures.Sequence };
        return null;
    }
}
