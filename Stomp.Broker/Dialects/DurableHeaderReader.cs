using System.Text;
using Stomp.Broker.Destinations;
using Stomp.Broker.Subscriptions;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Dialects;

/// <summary>
/// Reads whether a subscription is to be kept while nobody is connected, and under which name. UNSUBSCRIBE says it with the same headers when it
/// is no longer to be kept.
/// </summary>
internal struct DurableHeaderReader
{
    private bool _isDurable;
    private bool _isPersistent;
    private bool? _isAutoDelete;
    private string? _queueName;
    private string? _subscriptionName;

    /// <summary>Reads an UNSUBSCRIBE.</summary>
    /// <param name="unsubscribe">The frame.</param>
    /// <param name="request">What is no longer to be kept; <see langword="null"/> when it is just not received any more.</param>
    /// <returns>What is wrong with a header; <see langword="null"/> when nothing is.</returns>
    public static Refusal? Read(in StompFrame unsubscribe, out DurableRequest? request)
    {
        var reader = new DurableHeaderReader();
        int seen = 0;
        request = null;
        foreach (Header header in unsubscribe.Headers)
        {
            SubscribeHeader meaning = header.Known == KnownHeader.None ? SubscribeHeaderReader.Find(header.Name) : SubscribeHeader.None;
            if (!IsDurability(meaning) || (seen & (1 << (int)meaning)) != 0)
            {
                continue;
            }

            seen |= 1 << (int)meaning;
            if (reader.Read(meaning, header.Value) is { } expected)
            {
                return SubscribeHeaderReader.Explain(header, expected);
            }
        }

        unsubscribe.Headers.TryGetValue(KnownHeader.Id, out ReadOnlySpan<byte> id);
        request = reader.Complete(id);
        return null;
    }

    /// <summary>Whether a header belongs to this.</summary>
    public static bool IsDurability(SubscribeHeader header) => header is >= SubscribeHeader.Durable and <= SubscribeHeader.SubscriptionName;

    /// <summary>Reads a header.</summary>
    /// <returns>What the value must be; <see langword="null"/> when it is.</returns>
    public string? Read(SubscribeHeader header, ReadOnlySpan<byte> value)
    {
        switch (header)
        {
            case SubscribeHeader.Durable:
                return HeaderValue.TryReadFlag(value, out _isDurable) ? null : "true or false";
            case SubscribeHeader.Persistent:
                return HeaderValue.TryReadFlag(value, out _isPersistent) ? null : "true or false";
            case SubscribeHeader.AutoDelete:
                bool isFlag = HeaderValue.TryReadFlag(value, out bool isAutoDelete);
                _isAutoDelete = isAutoDelete;
                return isFlag ? null : "true or false";
            case SubscribeHeader.QueueName:
                _queueName = Encoding.UTF8.GetString(value);
                return value.IsEmpty ? "the name of the subscription" : null;
            default:
                _subscriptionName = Encoding.UTF8.GetString(value);
                return value.IsEmpty ? "the name of the subscription" : null;
        }
    }

    /// <summary>All headers were read.</summary>
    /// <param name="id">The header <c>id</c>.</param>
    /// <returns>What they ask for; <see langword="null"/> when nothing is to be kept.</returns>
    public readonly DurableRequest? Complete(ReadOnlySpan<byte> id)
    {
        if (_subscriptionName is not null)
        {
            return new DurableRequest(_subscriptionName, IsShared: false);
        }

        // RabbitMQ's subscriptions to topics are deleted with their session unless they say that they are not to be.
        return _isPersistent ? _isAutoDelete is true ? null : CreateShared(id)
            : _isDurable && _isAutoDelete is false ? CreateShared(id)
            : null;
    }

    private readonly DurableRequest CreateShared(ReadOnlySpan<byte> id) =>
        new(_queueName ?? (id.IsEmpty ? null : Encoding.UTF8.GetString(id)), IsShared: true);
}
