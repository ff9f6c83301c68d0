using System.Text;
using Stomp.Broker.Destinations;
using Stomp.Broker.Subscriptions;
using Stomp.Core.Frames;

namespace Stomp.Broker.Dialects;

/// <summary>
/// Reads what NACK asks for: <c>action</c> (<c>requeue</c>, <c>delay</c>, <c>dead-letter</c> or <c>discard</c>), <c>delay</c> in
/// milliseconds, <c>reason</c>; and RabbitMQ's <c>requeue:false</c>, which is <c>dead-letter</c>.
/// </summary>
internal static class NackHeaderReader
{
    // A message that stays away longer is one to be scheduled: 24.8 days, the longest time that a timer counts.
    private const long MaxDelay = int.MaxValue;

    /// <summary>Reads a NACK.</summary>
    /// <returns>What is wrong with a header; <see langword="null"/> when nothing is.</returns>
    public static Refusal? Read(in StompFrame nack, out Rejection rejection)
    {
        rejection = default;
        long delay = 0;
        bool hasDelay = nack.Headers.TryGetValue("delay"u8, out ReadOnlySpan<byte> delayValue);
        if (hasDelay && (!HeaderValue.TryReadNumber(delayValue, out delay) || delay is < 0 or > MaxDelay))
        {
            return new Refusal($"the header 'delay' must be a number of milliseconds up to {MaxDelay}");
        }

        if (!TryReadOutcome(nack, hasDelay, out RejectionOutcome outcome, out Refusal? refusal))
        {
            return refusal;
        }

        string? reason = nack.Headers.TryGetValue("reason"u8, out ReadOnlySpan<byte> text) ? Encoding.UTF8.GetString(text) : null;
        rejection = new Rejection(outcome, TimeSpan.FromMilliseconds(delay), reason);
        return null;
    }

    private static bool TryReadOutcome(in StompFrame nack, bool hasDelay, out RejectionOutcome outcome, out Refusal? refusal)
    {
        outcome = RejectionOutcome.Requeue;
        refusal = null;
        if (nack.Headers.TryGetValue("action"u8, out ReadOnlySpan<byte> action))
        {
            if (action.SequenceEqual("dead-letter"u8))
            {
                outcome = RejectionOutcome.DeadLetter;
            }
            else if (action.SequenceEqual("discard"u8))
            {
                outcome = RejectionOutcome.Discard;
            }
            else if (action.SequenceEqual("delay"u8) && !hasDelay)
            {
                refusal = new Refusal("the frame lacks the header 'delay', the milliseconds that its 'action' asks for");
            }
            else if (!action.SequenceEqual("requeue"u8) && !action.SequenceEqual("delay"u8))
            {
                refusal = new Refusal("the header 'action' must be requeue, delay, dead-letter or discard");
            }
        }
        else if (nack.Headers.TryGetValue("requeue"u8, out ReadOnlySpan<byte> requeue))
        {
            if (!HeaderValue.TryReadFlag(requeue, out bool isRequeue))
            {
                refusal = new Refusal("the header 'requeue' must be true or false");
            }
            else if (!isRequeue)
            {
                outcome = RejectionOutcome.DeadLetter;
            }
        }

        return refusal is null;
    }
}
