using System.Globalization;
using System.Text;
using Stomp.Broker.Dialects;
using Stomp.Broker.Messages;
using Stomp.Core.Frames;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>Encodes dead letters: the message with headers that tell why it is one, and without what would have it expire again.</summary>
internal sealed class DeadLetterEncoder(MessageEncoder encoder, TimeProvider time)
{
    // What a message asked of the queue that gave it up is not asked of the next; a second death letter with its id is no duplicate.
    private const MessageTraits Forgotten =
        MessageTraits.Expires | MessageTraits.Scheduled | MessageTraits.DuplicateId | MessageTraits.Retain | MessageTraits.RemoveRetained;

    // What has gone around so many queues and nobody has consumed goes no further, circle or not.
    private const int MaxHops = 16;

    /// <summary>Encodes a dead letter.</summary>
    /// <param name="dead">The message that died; its reference stays the caller's.</param>
    /// <param name="shown">The destination that it shows.</param>
    /// <returns>The dead letter, with one reference to it; <see langword="null"/> when the message would go in a circle.</returns>
    public Message? Encode(in DeadLetter dead, ReadOnlySpan<byte> shown)
    {
        string queue = Encoding.UTF8.GetString(dead.Queue);
        string reason = dead.Reason.ToName();
        bool isConsumed = dead.Reason is DeathReason.Rejected or DeathReason.DeliveryLimit;
        string hop = $"{reason} {queue}";
        string forbidden = $"{reason} {Encoding.UTF8.GetString(dead.Target)}";
        var story = Story.Read(dead.Message);
        if (!isConsumed && (hop == forbidden || story.Hops.Contains(forbidden) || story.Hops.Count == MaxHops))
        {
            return null;
        }

        List<KeyValuePair<string, string>> headers =
        [
            new("x-death-reason", reason),
            new("x-death-queue", queue),
            new("x-death-time", time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
            new("x-death-count", (story.Count + 1).ToString(CultureInfo.InvariantCulture)),
            new("original-destination", queue),
        ];
        if (dead.Text is not null)
        {
            headers.Add(new("x-death-text", dead.Text));
        }

        if (!story.HasFirst)
        {
            headers.Add(new("x-first-death-reason", reason));
            headers.Add(new("x-first-death-queue", queue));
        }

        if (!isConsumed)
        {
            headers.Add(new("x-death-hop", hop));
        }

        MessageProperties properties = dead.Message.Properties;
        return encoder.Forward(
            dead.Message,
            shown,
            name => IsLeftOut(name, isConsumed),
            headers,
            properties with { Traits = properties.Traits & ~Forgotten, Priority = properties.Priority, Expires = 0, Due = 0 });
    }

    private static bool IsLeftOut(ReadOnlySpan<byte> name, bool isConsumed) =>
        DeadLetterHeaders.IsReplaced(name)
        || (isConsumed && name.SequenceEqual(DeadLetterHeaders.Hop))
        || SendHeaderNames.Find(name) is SendHeader.Expires or SendHeader.TimeToLive or SendHeader.Delay or SendHeader.DeliveryTime;

    /// <summary>What the headers of a message tell of earlier deaths.</summary>
    private readonly record struct Story(int Count, bool HasFirst, HashSet<string> Hops)
    {
        public static Story Read(Message message)
        {
            long count = 0;
            bool hasFirst = false;
            HashSet<string> hops = [];
            MessageEncoder.Decode(message, out StompFrame frame);
            foreach (Header header in frame.Headers)
            {
                if (header.Name.SequenceEqual(DeadLetterHeaders.Hop))
                {
                    hops.Add(Encoding.UTF8.GetString(header.Value));
                }
                else if (header.Name.SequenceEqual(DeadLetterHeaders.Count) && HeaderValue.TryReadNumber(header.Value, out long earlier))
                {
                    count = Math.Clamp(earlier, 0, int.MaxValue - 1);
                }
                else
                {
                    hasFirst |= header.Name.SequenceEqual(DeadLetterHeaders.FirstQueue);
                }
            }

            return new Story((int)count, hasFirst, hops);
        }
    }
}
