using Stomp.Broker.Messages;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>A message that a topic keeps. It holds a reference to it.</summary>
/// <param name="Message">The message.</param>
/// <param name="Number">Its number among all that topics keep, from 1.</param>
/// <param name="Time">When it was published, in milliseconds of Unix time; never before that of a lower number.</param>
/// <param name="Expires">When it is for nobody any more, in milliseconds of Unix time; 0 for never.</param>
internal readonly record struct KeptMessage(Message Message, long Number, long Time, long Expires)
{
    public bool IsExpired(long now) => Expires > 0 && Expires <= now;
}
