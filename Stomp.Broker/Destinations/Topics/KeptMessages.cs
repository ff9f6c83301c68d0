using System.Security.Cryptography;
using System.Text;
using Stomp.Broker.Collections;
using Stomp.Broker.Configuration;
using Stomp.Broker.Messages;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>
/// What topics keep for those who subscribe later: retained messages, and recent ones for replay. All of them are numbered in one row, in the order in
/// which they are published and delivered, so that one number says how far a subscription has come, whatever topics it has.
/// </summary>
/// <remarks>
/// Its lock is held while a message that is kept is published to all who are subscribed, and while a subscription starts: so nobody gets such a
/// message twice, or not at all. It comes before all locks of routes, subscriptions and queues; no code of the application runs under it.
/// The moments at which retained messages change are <see cref="Retain"/> and <see cref="ForgetRetained"/>.
/// </remarks>
internal sealed class KeptMessages(int prefixLength, StompLimits limits, MessageEncoder encoder, TimeProvider time, RetainedJournal journal)
{
    private const int InstanceDigits = 8;
    private const int StackBytes = 1024; // destinations are no longer, unless the limit was raised

    private readonly Dictionary<byte[], KeptTopic> _topics = new(Utf8Comparer.Instance); // by name
    private readonly LinkedList<KeptTopic> _recent = []; // those with messages for replay, or that had some: the first was published to the longest ago
    private long _now;
    private long _footprint; // of what is for replay
    private int _retained;
    private long _retainedBytes;
    private long _forgottenNumber; // the highest of those whose topic is forgotten

    /// <summary>Guards all of it.</summary>
    public Lock Lock { get; } = new();

    /// <summary>Tells the numbers of this run of the broker from those of any other.</summary>
    public byte[] Instance { get; } = Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(InstanceDigits, lowercase: true));

    /// <summary>Whether nothing is kept.</summary>
    public bool IsEmpty => _topics.Count == 0;

    /// <summary>The number of the newest message that was kept; 0 for none.</summary>
    public long LastNumber { get; private set; }

    /// <summary>The highest number that a message may have had whose topic is not known any more; 0 for none.</summary>
    public long ForgottenNumber => _forgottenNumber;

    public MessageEncoder Encoder => encoder;

    /// <summary>The time, in milliseconds of Unix time.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Sets the place for a retained message aside. Takes the lock itself.</summary>
    public Refusal? Reserve(Message message)
    {
        lock (Lock)
        {
            if (CheckRetained(1, message.Length) is { } refusal)
            {
                return refusal;
            }

            _retained++;
            _retainedBytes += message.Length;
            return null;
        }
    }

    /// <summary>Gives up a place that was set aside. Takes the lock itself.</summary>
    public void Unreserve(Message message)
    {
        lock (Lock)
        {
            _retained--;
            _retainedBytes -= message.Length;
        }
    }

    /// <summary>Keeps of a message what is to be kept. The lock is held, and its targets get the message before it is let go.</summary>
    /// <returns>Why it is not taken; <see langword="null"/> when it is.</returns>
    public Refusal? Keep(ReadOnlySpan<byte> destination, Message message, TopicPolicy policy)
    {
        ReadOnlySpan<byte> given = destination[prefixLength..];
        Span<byte> name = given.Length <= StackBytes ? stackalloc byte[StackBytes] : new byte[given.Length];
        name = name[..Normalize(given, name)];
        _topics.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out KeptTopic? topic);
        bool forgets = (message.Traits & MessageTraits.RemoveRetained) != 0;
        bool retains = !forgets && (policy.RetainsLast || (message.Traits & MessageTraits.Retain) != 0);
        if (retains)
        {
            long replaced = topic?.Retained?.Message.Length ?? 0;
            if (CheckRetained(topic?.Retained is null ? 1 : 0, message.Length - replaced) is { } refusal)
            {
                return refusal;
            }
        }
        else if (forgets && topic is not null)
        {
            ForgetRetained(topic);
        }

        if (retains || policy.Replays)
        {
            topic ??= Add(name, destination);
            topic.Policy = policy;
            _now = Math.Max(_now, Now);
            var kept = new KeptMessage(message, ++LastNumber, _now, GetExpiry(message, policy, _now));
            if (policy.Replays)
            {
                AddRecent(topic, kept);
            }

            if (retains)
            {
                Retain(topic, kept);
            }
        }

        return null;
    }

    /// <summary>Takes a retained message back that was stored when the broker last ended, with a reference to it. Takes the lock itself.</summary>
    public void Restore(byte[] destination, Message message)
    {
        lock (Lock)
        {
            ReadOnlySpan<byte> given = destination.AsSpan(prefixLength);
            byte[] name = new byte[given.Length];
            name = name[..Normalize(given, name)];
            KeptTopic topic = _topics.TryGetValue(name, out KeptTopic? found) ? found : Add(name, destination);
            _now = Math.Max(_now, Now);
            Uncount(topic);
            topic.Retain(new KeptMessage(message, ++LastNumber, _now, message.Properties.Expires));
            topic.IsStored = true;
            _retained++;
            _retainedBytes += message.Length;
        }
    }

    /// <summary>Finds the topic that a destination names; <see langword="null"/> when it keeps nothing.</summary>
    public KeptTopic? Find(ReadOnlySpan<byte> destination)
    {
        ReadOnlySpan<byte> given = destination[prefixLength..];
        Span<byte> name = given.Length <= StackBytes ? stackalloc byte[StackBytes] : new byte[given.Length];
        name = name[..Normalize(given, name)];
        return _topics.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out KeptTopic? topic) ? topic : null;
    }

    /// <summary>Finds the topics that a pattern matches. It looks at all.</summary>
    public KeptTopic[] Match(byte[] destination) =>
        [.. _topics.Values.Where(topic => TopicName.Matches(destination.AsSpan(prefixLength), topic.Name))];

    /// <summary>Forgets what has become too old; before somebody looks at what the topic has.</summary>
    public void Purge(KeptTopic topic)
    {
        long now = Now;
        while (topic.IsOverfull(now))
        {
            _footprint -= topic.RemoveOldest();
        }

        if (topic.Retained is { } retained && retained.IsExpired(now))
        {
            ForgetRetained(topic);
        }
    }

    /// <summary>Lets all go, when the broker has ended. Takes the lock itself.</summary>
    public void Clear()
    {
        lock (Lock)
        {
            foreach (KeptTopic topic in _topics.Values.ToArray())
            {
                ForgetRetained(topic);
                Forget(topic);
            }
        }
    }

    // A message has become the last one of its topic.
    private void Retain(KeptTopic topic, in KeptMessage message)
    {
        Uncount(topic);
        message.Message.AddReferences(1);
        topic.Retain(message);
        journal.Retained(topic, message.Message);
        _retained++;
        _retainedBytes += message.Message.Length;
    }

    // A topic has no last message any more.
    private void ForgetRetained(KeptTopic topic)
    {
        if (topic.Retained is not null)
        {
            Uncount(topic);
            topic.ForgetRetained();
            journal.Forgotten(topic);
            ForgetIfEmpty(topic);
        }
    }

    private void Uncount(KeptTopic topic)
    {
        if (topic.Retained is { } retained)
        {
            _retained--;
            _retainedBytes -= retained.Message.Length;
        }
    }

    private void AddRecent(KeptTopic topic, in KeptMessage message)
    {
        message.Message.SetNumber(message.Number);
        message.Message.AddReferences(1);
        if (topic.Node.List is null)
        {
            _footprint += topic.Footprint;
        }
        else
        {
            _recent.Remove(topic.Node);
        }

        topic.Add(message);
        _recent.AddLast(topic.Node);
        _footprint += message.Message.Footprint;
        while (topic.IsOverfull(message.Time))
        {
            _footprint -= topic.RemoveOldest();
        }

        MakeRoom(message.Time);
    }

    // Of all topics those give up their messages first that were published to the longest ago.
    private void MakeRoom(long now)
    {
        while (_recent.First is { Value: { } oldest } && (_footprint > limits.MaxTotalReplayBytes || oldest.IsOverfull(now)))
        {
            if (oldest.Count > 0)
            {
                _footprint -= oldest.RemoveOldest();
                if (oldest.Count == 0)
                {
                    _recent.Remove(oldest.Node); // those behind it may have some that are too old
                    _recent.AddLast(oldest.Node);
                }
            }
            else if (_recent.Count > 1)
            {
                Forget(oldest);
            }
            else
            {
                return;
            }
        }
    }

    private KeptTopic Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> destination)
    {
        var topic = new KeptTopic(name.ToArray(), destination.ToArray(), _forgottenNumber);
        _topics.Add(topic.Name, topic);
        return topic;
    }

    private void ForgetIfEmpty(KeptTopic topic)
    {
        if (topic.Retained is null && topic.Node.List is null)
        {
            _topics.Remove(topic.Name);
        }
    }

    private void Forget(KeptTopic topic)
    {
        while (topic.Count > 0)
        {
            _footprint -= topic.RemoveOldest();
        }

        if (topic.Node.List is not null)
        {
            _recent.Remove(topic.Node);
            _footprint -= topic.Footprint;
        }

        _forgottenNumber = Math.Max(_forgottenNumber, topic.LostNumber);
        ForgetIfEmpty(topic);
    }

    private static long GetExpiry(Message message, TopicPolicy policy, long now)
    {
        long expires = message.Properties.Expires;
        long latest = policy.TimeToLive > 0 ? now + policy.TimeToLive : 0;
        return latest > 0 && (expires == 0 || latest < expires) ? latest : expires;
    }

    private Refusal? CheckRetained(int count, long bytes) =>
        _retained + count > limits.MaxRetainedMessages
            ? new Refusal(
                $"a new retained message exceeds the limit of {limits.MaxRetainedMessages} topics that retain one", nameof(limits.MaxRetainedMessages))
        : _retainedBytes + bytes > limits.MaxRetainedBytes
            ? new Refusal(
                $"the retained messages would exceed the limit of {limits.MaxRetainedBytes} octets in all", nameof(limits.MaxRetainedBytes))
            : null;

    // Dots and slashes make no difference, and a separator at the very end is none.
    private static int Normalize(ReadOnlySpan<byte> name, Span<byte> normalized)
    {
        name.Replace(normalized, (byte)'/', (byte)'.');
        return name.Length > 1 && normalized[name.Length - 1] == (byte)'.' ? name.Length - 1 : name.Length;
    }
}
