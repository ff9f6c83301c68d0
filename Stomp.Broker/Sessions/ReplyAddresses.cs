using Stomp.Broker.Destinations.Temporary;
using Stomp.Broker.Dialects;
using Stomp.Broker.Messages;
using Stomp.Broker.Routing;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Sessions;

/// <summary>Puts addresses that others can send to in the place of the names that a session has for its temporary destinations in <c>reply-to</c>.</summary>
/// <remarks>The session's loop alone uses it.</remarks>
internal sealed class ReplyAddresses(Router router, SubscriptionFrames subscriptions)
{
    /// <summary>Whether a SEND names a temporary destination for its answers.</summary>
    public bool IsNeeded(in StompFrame frame, in MessageProperties properties) =>
        (properties.Traits & MessageTraits.ReplyTo) != 0 && TryFind(frame, out _, out _);

    /// <summary>Finds the address for the answers to a SEND, if one is needed. The session gets them from then on.</summary>
    /// <param name="frame">The SEND.</param>
    /// <param name="properties">What its headers ask for.</param>
    /// <param name="address">Gets the address; <see langword="null"/> when the header stays as it is.</param>
    /// <returns>What must be waited for before; <see langword="null"/> when nothing.</returns>
    /// <exception cref="FrameRefusedException">The session may not have such a destination, or has too many.</exception>
    public Task? Find(in StompFrame frame, in MessageProperties properties, out byte[]? address)
    {
        address = null;
        return (properties.Traits & MessageTraits.ReplyTo) != 0 && TryFind(frame, out TemporaryNames? names, out ReadOnlySpan<byte> name)
            ? subscriptions.SubscribeToReplies(names!, name, out address)
            : null;
    }

    private bool TryFind(in StompFrame frame, out TemporaryNames? names, out ReadOnlySpan<byte> name)
    {
        foreach (Header header in frame.Headers)
        {
            if (header.Known == KnownHeader.None && SendHeaderNames.Find(header.Name) == SendHeader.ReplyTo)
            {
                name = header.Value;
                names = router.Find(name) as TemporaryNames;
                return names is not null; // the first counts (C-40)
            }
        }

        names = null;
        name = default;
        return false;
    }
}
