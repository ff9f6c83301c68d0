using System.Diagnostics;
using Stomp.Broker.Messages;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>
/// The way of one subscription through what its topics keep, in the order of the numbers: first what there was when it started, then what has come
/// meanwhile, until there is nothing more and the subscription can go on with what is published.
/// </summary>
/// <remarks>
/// Not thread-safe: the lock of <see cref="KeptMessages"/> guards it. It holds no message: what a topic forgets before its turn has come is a gap,
/// and the message behind it says so.
/// </remarks>
internal sealed class TopicReplay
{
    private readonly KeptMessages _kept;
    private readonly Subscription _subscription;
    private readonly ReplayRequest? _request;
    private readonly bool _isPattern;
    private readonly PriorityQueue<KeptTopic, long> _next = new(); // by the number that it comes with
    private readonly Dictionary<KeptTopic, bool>? _judged; // where each topic is judged by itself
    private List<KeptTopic>? _unjudged;
    private long _end; // up to here what there is is in the queue, or was
    private bool _hasStarted;

    public TopicReplay(KeptMessages kept, Subscription subscription, bool isPattern)
    {
        _kept = kept;
        _subscription = subscription;
        _request = subscription.Options.Replay;
        _isPattern = isPattern;
        _judged = subscription.IsFiltered ? [] : null;
    }

    /// <summary>Whether messages are gone that belong before the next one, which is to say so.</summary>
    public bool HasGap { get; private set; }

    /// <summary>Whether some topic must be judged before it can go on: see <see cref="Judge"/>.</summary>
    public bool IsUnjudged => _unjudged is not null;

    /// <summary>Whether a message that is published while it is under way comes in its turn, and not by itself.</summary>
    public bool Covers(Message message) => _request is not null && message.Number > 0;

    /// <summary>Octets of the retained messages that there were when it started.</summary>
    public long RetainedBytes { get; private set; }

    /// <summary>Whether there was nothing when it started, and nothing was asked for.</summary>
    public bool IsEmpty => _request is null && _next.Count == 0;

    /// <summary>
    /// Starts: what is published from now on, to a subscription that stands in the routes when the lock is left, is neither missed nor doubled.
    /// </summary>
    /// <returns><see langword="false"/> when some topic must be judged before: see <see cref="Judge"/>.</returns>
    public bool TryStart() => TryLookAround();

    /// <summary>Asks whether the subscription may have the messages of topics. Without the lock: whoever judges may be the application.</summary>
    public void Judge()
    {
        foreach (KeptTopic topic in _unjudged!)
        {
            _judged![topic] = _subscription.Takes(topic.Destination);
        }

        _unjudged = null;
    }

    /// <summary>Takes the next message, with a reference to it.</summary>
    /// <param name="steps">How many messages may be looked at; what is left of it.</param>
    /// <param name="message">The message; <see langword="null"/> when there is none at the moment.</param>
    /// <returns><see langword="false"/> when there is none any more. With neither a message nor that, it must judge, or the steps are used up.</returns>
    public bool TryTake(ref int steps, out Message? message)
    {
        message = null;
        while (steps-- > 0)
        {
            if (!_next.TryDequeue(out KeptTopic? topic, out long number))
            {
                if (_hasStarted && (_request is null || _end == _kept.LastNumber))
                {
                    return false;
                }

                if (!TryLookAround())
                {
                    return true;
                }

                continue;
            }

            message = TakeFrom(topic, number);
            if (message is not null)
            {
                return true;
            }
        }

        return true;
    }

    // Puts all topics with something new into the queue.
    private bool TryLookAround()
    {
        KeptTopic[] topics = _isPattern ? _kept.Match(_subscription.Destination)
            : _kept.Find(_subscription.Destination) is { } only ? [only]
            : [];
        if (_judged is not null)
        {
            _unjudged = [.. topics.Where(topic => !_judged.ContainsKey(topic))];
            if (_unjudged.Count > 0)
            {
                return false;
            }

            _unjudged = null;
            topics = [.. topics.Where(topic => _judged[topic])];
        }

        FindGapOfForgotten(topics);

        foreach (KeptTopic topic in topics)
        {
            _kept.Purge(topic);
            if (_hasStarted)
            {
                Enqueue(topic, _end + 1);
            }
            else
            {
                Start(topic);
            }
        }

        _hasStarted = true;
        _end = _kept.LastNumber;
        return true;
    }

    private void Start(KeptTopic topic)
    {
        if (_request is null || !topic.Policy.Replays)
        {
            if (topic.Retained is { } retained)
            {
                RetainedBytes += retained.Message.Length;
                _next.Enqueue(topic, retained.Number);
            }

            return;
        }

        long from = _request.Start switch
        {
            ReplayStart.Last => topic.GetNumberOfLast((int)Math.Min(_request.Value, int.MaxValue)),
            ReplayStart.Number => _request.Value,
            ReplayStart.Time => topic.GetNumberAt(_request.Value),
            ReplayStart.Token => IsOfThisRun ? _request.Value + 1 : 1,
            _ => 1,
        };
        HasGap |= _request.Start switch
        {
            ReplayStart.Number or ReplayStart.Token => topic.LostNumber >= from,
            ReplayStart.Time => topic.LostNumber > 0 && topic.LostTime >= _request.Value,
            _ => false,
        };
        Enqueue(topic, Math.Max(from, topic.LostNumber + 1));
    }

    private bool IsOfThisRun => _request!.Instance.AsSpan().SequenceEqual(_kept.Instance) && _request.Value <= _kept.LastNumber;

    // What a topic has forgotten that is not even known any more; and what another run of the broker had.
    private void FindGapOfForgotten(KeptTopic[] topics)
    {
        bool isSomeUnknown = _isPattern || topics.Length == 0;
        HasGap |= _hasStarted
            ? isSomeUnknown && _kept.ForgottenNumber > _end
            : _request?.Start switch
            {
                ReplayStart.Token => !IsOfThisRun || (isSomeUnknown && _kept.ForgottenNumber > _request.Value),
                ReplayStart.Number => isSomeUnknown && _kept.ForgottenNumber >= _request.Value,
                _ => false,
            };
    }

    private void Enqueue(KeptTopic topic, long number)
    {
        HasGap |= topic.LostNumber >= number;
        if (topic.TryFind(number, out KeptMessage found))
        {
            _next.Enqueue(topic, found.Number);
        }
    }

    private Message? TakeFrom(KeptTopic topic, long number)
    {
        _kept.Purge(topic);
        if (_request is null || !topic.Policy.Replays)
        {
            // Another one has taken its place: that comes by itself.
            return topic.Retained is { } retained && retained.Number == number && _subscription.Wants(retained.Message)
                ? Take(topic.GetMarked(_kept.Encoder))
                : null;
        }

        HasGap |= topic.LostNumber >= number;
        if (!topic.TryFind(number, out KeptMessage found))
        {
            return null;
        }

        if (found.Number <= _end && topic.TryFind(found.Number + 1, out KeptMessage next) && next.Number <= _end)
        {
            _next.Enqueue(topic, next.Number);
        }

        return found.Number > _end || found.IsExpired(_kept.Now) || !_subscription.Wants(found.Message) ? null : Take(found.Message);
    }

    private Message Take(Message message)
    {
        Debug.Assert(message.Length > 0);
        if (HasGap)
        {
            HasGap = false;
            return Mark(_kept.Encoder, message);
        }

        message.AddReferences(1);
        return message;
    }

    /// <summary>Encodes a message once more, with the header that tells that others are missing before it.</summary>
    public static Message Mark(MessageEncoder encoder, Message message) => encoder.WithHeader(message, "replay-gap"u8, "true"u8);
}
