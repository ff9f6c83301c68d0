using System.Text;
using Stomp.Broker.Destinations;
using Stomp.Broker.Messages;
using Stomp.Broker.Timing;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Dialects;

/// <summary>Reads out of the headers of a message what it asks queues and topics for. Of headers that mean the same, the first counts (C-40).</summary>
internal struct SendHeaderReader(TimeProvider time)
{
    // Later than any clock will show, and far enough from the end of the type to be reckoned with: some 292,000 years, halved.
    private const long MaxMilliseconds = long.MaxValue / 2_000;

    private MessageTraits _traits;
    private int _seen; // a bit for each SendHeader
    private byte _priority;
    private long _expires;
    private long _timeToLive;
    private long _due;
    private long _period;
    private long _repeat;
    private CronExpression? _cron;
    private bool _isTimed;

    private readonly long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Whether some header asks for anything; nearly all messages have none that does, and this is all that it costs them.</summary>
    public static bool HasAny(in StompFrame send)
    {
        if (send.Headers.Contains(KnownHeader.None))
        {
            foreach (Header header in send.Headers)
            {
                if (header.Known == KnownHeader.None && SendHeaderNames.Find(header.Name) != SendHeader.None)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Reads a SEND.</summary>
    /// <returns>What is wrong with a header; <see langword="null"/> when nothing is.</returns>
    public static Refusal? Read(in StompFrame send, TimeProvider time, out MessageProperties properties)
    {
        var reader = new SendHeaderReader(time);
        foreach (Header header in send.Headers)
        {
            if (header.Known == KnownHeader.None && reader.Add(header.Name, header.Value) is { } refusal)
            {
                properties = default;
                return refusal;
            }
        }

        properties = reader.Complete();
        return reader.Check();
    }

    /// <summary>Reads the tail of a message that was taken before. Its time to be delivered first is over.</summary>
    public static MessageProperties Read(ReadOnlySpan<byte> tail, TimeProvider time)
    {
        var reader = new SendHeaderReader(time);
        while (TailHeaders.TryReadLine(ref tail, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
        {
            reader.Add(name, value);
        }

        MessageProperties properties = reader.Complete();
        return properties with { Traits = properties.Traits & ~MessageTraits.Scheduled, Due = 0 };
    }

    /// <summary>Says what headers say against each other, when all were read; <see langword="null"/> when nothing.</summary>
    public readonly Refusal? Check() =>
        _repeat != 0 && _period == 0 ? new Refusal("the header 'AMQ_SCHEDULED_REPEAT' needs 'AMQ_SCHEDULED_PERIOD', the milliseconds between two deliveries")
        : _cron is not null && _isTimed ? new Refusal("the header 'AMQ_SCHEDULED_CRON' and a time of delivery exclude each other")
        : null;

    /// <summary>Reads a header.</summary>
    /// <returns>What is wrong with it; <see langword="null"/> when nothing is.</returns>
    public Refusal? Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        SendHeader header = SendHeaderNames.Find(name);
        int bit = 1 << (int)header;
        if (header == SendHeader.None || (_seen & bit) != 0)
        {
            return null;
        }

        _seen |= bit;
        return Read(header, value) is { } expected ? new Refusal($"the header '{Encoding.UTF8.GetString(name)}' must be {expected}") : null;
    }

    /// <summary>All headers were read.</summary>
    public readonly MessageProperties Complete()
    {
        MessageTraits traits = _traits;
        long expires = _expires;
        if (expires == 0 && _timeToLive > 0)
        {
            expires = Now + _timeToLive;
        }

        traits |= expires > 0 ? MessageTraits.Expires : MessageTraits.None;
        long due = _due == 0 && _period > 0 ? Now + _period : _due;
        due = _cron?.GetNext(Now) ?? due;
        traits |= due > 0 ? MessageTraits.Scheduled : MessageTraits.None;
        return new MessageProperties { Traits = traits, Priority = _priority, Expires = expires, Due = due };
    }

    // What the value must be; null when it is.
    private string? Read(SendHeader header, ReadOnlySpan<byte> value)
    {
        switch (header)
        {
            case SendHeader.Persistent:
                return SetFlag(value, MessageTraits.Persistent);
            case SendHeader.Priority:
                return SetPriority(value);
            case SendHeader.Expires:
                return TryReadMilliseconds(value, out _expires) ? null : "a number, the milliseconds of Unix time at which the message expires, 0 for never";
            case SendHeader.TimeToLive:
                return TryReadMilliseconds(value, out _timeToLive) ? null : "a number, the milliseconds after which the message expires, 0 for never";
            case SendHeader.Delay:
                return SetDelay(value);
            case SendHeader.DeliveryTime:
                return SetTime(value);
            case SendHeader.Period:
                return TryReadMilliseconds(value, out _period) ? null : "a number, the milliseconds between two deliveries";
            case SendHeader.Repeat:
                return HeaderValue.TryReadNumber(value, out _repeat) && _repeat is >= -1 and <= int.MaxValue
                    ? null
                    : "a number, how often the message is delivered again, -1 for without end";
            case SendHeader.Cron:
                _cron = CronExpression.TryParse(value);
                return _cron?.GetNext(Now) is null ? $"{CronExpression.Form}, and some time must be meant" : null;
            case SendHeader.Group:
                _traits |= value.IsEmpty ? MessageTraits.None : MessageTraits.Group;
                return null;
            case SendHeader.DuplicateId:
                _traits |= value.IsEmpty ? MessageTraits.None : MessageTraits.DuplicateId;
                return null;
            case SendHeader.Retain:
                return SetRetain(value);
            default:
                _traits |= value.IsEmpty ? MessageTraits.None : MessageTraits.ReplyTo;
                return null;
        }
    }

    private string? SetFlag(ReadOnlySpan<byte> value, MessageTraits trait)
    {
        if (!HeaderValue.TryReadFlag(value, out bool flag))
        {
            return "true or false";
        }

        _traits |= flag ? trait : MessageTraits.None;
        return null;
    }

    // RabbitMQ's go up to 255; all above the highest are the highest.
    private string? SetPriority(ReadOnlySpan<byte> value)
    {
        if (!HeaderValue.TryReadNumber(value, out long priority) || priority < 0)
        {
            return $"a number from 0 to {MessageProperties.MaxPriority}";
        }

        _priority = (byte)Math.Min(priority, MessageProperties.MaxPriority);
        _traits |= MessageTraits.Priority;
        return null;
    }

    private string? SetDelay(ReadOnlySpan<byte> value)
    {
        if (!TryReadMilliseconds(value, out long delay))
        {
            return "a number, the milliseconds after which the message is delivered";
        }

        if (delay > 0 && _due == 0)
        {
            _due = Now + delay;
        }

        return null;
    }

    private string? SetTime(ReadOnlySpan<byte> value)
    {
        _isTimed = TryReadMilliseconds(value, out long due);
        _due = due > 0 ? due : _due;
        return _isTimed ? null : "a number, the milliseconds of Unix time at which the message is delivered";
    }

    private string? SetRetain(ReadOnlySpan<byte> value)
    {
        if (value.SequenceEqual("set"u8) || Ascii.EqualsIgnoreCase(value, "true"u8))
        {
            _traits |= MessageTraits.Retain;
        }
        else if (value.SequenceEqual("remove"u8))
        {
            _traits |= MessageTraits.RemoveRetained;
        }
        else if (!Ascii.EqualsIgnoreCase(value, "false"u8))
        {
            return "set, remove, true or false";
        }

        return null;
    }

    private static bool TryReadMilliseconds(ReadOnlySpan<byte> value, out long milliseconds) =>
        HeaderValue.TryReadNumber(value, out milliseconds) && milliseconds is >= 0 and <= MaxMilliseconds;
}
