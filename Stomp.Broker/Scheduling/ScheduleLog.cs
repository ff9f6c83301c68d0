using Microsoft.Extensions.Logging;

namespace Stomp.Broker.Scheduling;

/// <summary>What scheduled messages log. Ids 320 to 329.</summary>
internal static partial class ScheduleLog
{
    [LoggerMessage(320, LogLevel.Warning, "A scheduled message to {Destination} was refused when its time had come, and is gone: {Reason}. {Suppressed} such entries before it were left out.")]
    public static partial void Refused(ILogger logger, string destination, string reason, int suppressed);
}
