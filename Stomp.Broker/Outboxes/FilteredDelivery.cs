using Stomp.Broker.Messages;

namespace Stomp.Broker.Outboxes;

/// <summary>What becomes of a message that a filter has seen.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Replacement">The message to send instead, with one reference to it; where it is replaced.</param>
internal readonly record struct FilteredDelivery(FilteredDelivery.Outcomes Outcome, Message? Replacement)
{
    public enum Outcomes
    {
        /// <summary>It is sent as it is.</summary>
        Unchanged,

        /// <summary>Another is sent in its place.</summary>
        Replaced,

        /// <summary>It is not sent, and counts as consumed.</summary>
        Dropped,

        /// <summary>It is not sent, and goes back to where it came from; its subscription gets no more.</summary>
        NotSent,
    }

    public static FilteredDelivery Unchanged => default;

    public static FilteredDelivery Dropped => new(Outcomes.Dropped, null);

    public static FilteredDelivery NotSent => new(Outcomes.NotSent, null);

    public static FilteredDelivery Replaced(Message replacement) => new(Outcomes.Replaced, replacement);
}
