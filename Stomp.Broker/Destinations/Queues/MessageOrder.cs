using Stomp.Broker.Messages;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>The order in which messages are delivered, higher priorities first, then by position: as one number, from 0.</summary>
internal static class MessageOrder
{
    /// <summary>Before all messages.</summary>
    public const long Start = -1;

    // Ten priorities in four bits; positions have the rest: a million a second for 18,000 years.
    private const int PositionBits = 59;

    public static long Of(int priority, long position) => ((long)(MessageProperties.MaxPriority - priority) << PositionBits) | position;

    public static int GetPriority(long order) => MessageProperties.MaxPriority - (int)(order >> PositionBits);

    public static long GetPosition(long order) => order & ((1L << PositionBits) - 1);
}
