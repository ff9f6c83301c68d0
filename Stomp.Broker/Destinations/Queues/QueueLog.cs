using Microsoft.Extensions.Logging;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>What queues log. Ids 300 to 399; none is used for another event later. No message is ever logged.</summary>
internal static partial class QueueLog
{
    [LoggerMessage(300, LogLevel.Warning, "A message of {Queue} is lost ({Reason}): it cannot go to {DeadLetter}: {Refusal}. {Suppressed} such entries before it were left out.")]
    public static partial void DeadLetterDropped(ILogger logger, string reason, string queue, string deadLetter, string refusal, int suppressed);
}
