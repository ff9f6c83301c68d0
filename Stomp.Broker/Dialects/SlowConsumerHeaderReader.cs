using Stomp.Broker.Policies;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Dialects;

/// <summary>Reads what becomes of messages that a subscription does not take fast enough.</summary>
internal struct SlowConsumerHeaderReader
{
    private StompSlowConsumer? _action;
    private StompSlowConsumer? _impliedAction;
    private int? _maxPending;
    private byte[]? _conflateBy;

    /// <summary>Whether a header belongs to this.</summary>
    public static bool IsSlowConsumer(SubscribeHeader header) => header is >= SubscribeHeader.SlowConsumer and <= SubscribeHeader.PendingLimit;

    /// <summary>Reads a header.</summary>
    /// <returns>What the value must be; <see langword="null"/> when it is.</returns>
    public string? Read(SubscribeHeader header, ReadOnlySpan<byte> value)
    {
        switch (header)
        {
            case SubscribeHeader.SlowConsumer:
                _action = value.SequenceEqual("disconnect"u8) ? StompSlowConsumer.Disconnect
                    : value.SequenceEqual("drop-oldest"u8) ? StompSlowConsumer.DropOldest
                    : value.SequenceEqual("drop-newest"u8) ? StompSlowConsumer.DropNewest
                    : value.SequenceEqual("conflate"u8) ? StompSlowConsumer.Conflate
                    : value.SequenceEqual("spill"u8) ? StompSlowConsumer.Spill
                    : null;
                return _action is null ? "disconnect, drop-oldest, drop-newest, conflate or spill" : null;
            case SubscribeHeader.ConflateBy:
                _conflateBy = value.ToArray();
                _impliedAction = StompSlowConsumer.Conflate;
                return value.IsEmpty ? "the name of a header" : null;
            case SubscribeHeader.MaxPending:
                return HeaderValue.TryReadNumber(value, out long max) && max > 0 ? SetMaxPending(max) : "a number of messages, greater than 0";
            default:
                return ReadPendingLimit(value);
        }
    }

    /// <summary>All headers were read.</summary>
    public readonly SubscriptionOptions Complete(SubscriptionOptions options) =>
        (_action ?? _impliedAction) is null && _maxPending is null
            ? options
            : options with
            {
                SlowConsumer = _action ?? _impliedAction,
                MaxPending = _maxPending,
                ConflateBy = _conflateBy,
                Features = options.Features | SubscriptionFeatures.SlowConsumer,
            };

    // ActiveMQ's: the oldest go; 0 keeps none that cannot be sent at once.
    private string? ReadPendingLimit(ReadOnlySpan<byte> value)
    {
        if (!HeaderValue.TryReadNumber(value, out long max) || max < -1)
        {
            return "a number of messages, or -1 for any number";
        }

        if (max < 0)
        {
            return null;
        }

        _impliedAction ??= StompSlowConsumer.DropOldest;
        return SetMaxPending(max);
    }

    private string? SetMaxPending(long max)
    {
        _maxPending ??= (int)Math.Min(max, int.MaxValue);
        return null;
    }
}
