using System.Buffers.Text;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Dialects;

/// <summary>Reads which earlier messages of a topic a subscription wants. One header may say it.</summary>
internal struct ReplayHeaderReader
{
    // Later than any clock will show: some 292,000 years, halved, so that it can be reckoned with.
    private const long MaxMilliseconds = long.MaxValue / 2_000;

    private bool _isSaid;
    private bool _wantsTokens;
    private ReplayRequest? _request;

    /// <summary>Whether a header belongs to this.</summary>
    public static bool IsReplay(SubscribeHeader header) => header is >= SubscribeHeader.ReplayLast and <= SubscribeHeader.ResumeToken;

    /// <summary>Reads a header.</summary>
    /// <returns>What the value must be; <see langword="null"/> when it is.</returns>
    public string? Read(SubscribeHeader header, ReadOnlySpan<byte> value)
    {
        if (header == SubscribeHeader.ResumeToken)
        {
            return HeaderValue.TryReadFlag(value, out _wantsTokens) ? null : "true or false";
        }

        if (_isSaid)
        {
            return "the only one that asks for earlier messages";
        }

        _isSaid = true;
        switch (header)
        {
            case SubscribeHeader.ReplayLast:
                return ReadLast(value);
            case SubscribeHeader.FromSequence:
                return ReadSequence(value) ? null : "the number of a message, 0 for all that are kept, or -1 for none";
            case SubscribeHeader.FromTime:
                return ReadTime(value, unit: 1) ? null : "a time, in milliseconds of Unix time";
            case SubscribeHeader.StreamOffset:
                return ReadStreamOffset(value) ? null : "first, last, next, offset= and a number, or timestamp= and a number of seconds";
            case SubscribeHeader.Resume:
                return ReadToken(value) ? null : "a token, as it stands in the header 'resume-token' of a MESSAGE";
            default:
                return ReadRetroactive(value);
        }
    }

    /// <summary>All headers were read.</summary>
    public readonly SubscriptionOptions Complete(SubscriptionOptions options)
    {
        bool wantsTokens = _wantsTokens || _request?.Start == ReplayStart.Token;
        return _request is null && !wantsTokens
            ? options
            : options with { Replay = _request, WantsResumeTokens = wantsTokens, Features = options.Features | SubscriptionFeatures.Replay };
    }

    private string? ReadLast(ReadOnlySpan<byte> value)
    {
        if (!HeaderValue.TryReadNumber(value, out long count) || count < 0)
        {
            return "a number of messages";
        }

        _request = count == 0 ? null : new ReplayRequest(ReplayStart.Last, count);
        return null;
    }

    private bool ReadSequence(ReadOnlySpan<byte> value)
    {
        if (!HeaderValue.TryReadNumber(value, out long number) || number < -1)
        {
            return false;
        }

        _request = number switch
        {
            -1 => null,
            0 => new ReplayRequest(ReplayStart.First),
            _ => new ReplayRequest(ReplayStart.Number, number),
        };
        return true;
    }

    private bool ReadTime(ReadOnlySpan<byte> value, long unit)
    {
        bool isTime = HeaderValue.TryReadNumber(value, out long time) && time >= 0 && time <= MaxMilliseconds / unit;
        _request = isTime ? new ReplayRequest(ReplayStart.Time, time * unit) : null;
        return isTime;
    }

    // RabbitMQ's timestamps are those of AMQP: seconds.
    private bool ReadStreamOffset(ReadOnlySpan<byte> value)
    {
        if (value.SequenceEqual("next"u8))
        {
            return true;
        }

        if (value.StartsWith("offset="u8))
        {
            return ReadSequence(value["offset=".Length..]) && _request is not null;
        }

        if (value.StartsWith("timestamp="u8))
        {
            return ReadTime(value["timestamp=".Length..], unit: 1000);
        }

        _request = value.SequenceEqual("first"u8) ? new ReplayRequest(ReplayStart.First)
            : value.SequenceEqual("last"u8) ? new ReplayRequest(ReplayStart.Last, 1)
            : null;
        return _request is not null;
    }

    private bool ReadToken(ReadOnlySpan<byte> value)
    {
        int dash = value.IndexOf((byte)'-');
        if (dash <= 0 || !Utf8Parser.TryParse(value[(dash + 1)..], out long number, out int read) || read != value.Length - dash - 1 || number < 0 || number == long.MaxValue)
        {
            return false;
        }

        _request = new ReplayRequest(ReplayStart.Token, number, value[..dash].ToArray());
        return true;
    }

    private string? ReadRetroactive(ReadOnlySpan<byte> value)
    {
        if (!HeaderValue.TryReadFlag(value, out bool isRetroactive))
        {
            return "true or false";
        }

        _isSaid = isRetroactive;
        _request = isRetroactive ? new ReplayRequest(ReplayStart.First, IsLenient: true) : null;
        return null;
    }
}
