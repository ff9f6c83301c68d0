using Microsoft.Extensions.Logging;

namespace Stomp.Broker.Scheduling;

/// <summary>What scheduled messages log. Ids 400 to 409; none is used for another event later.</summary>
internal static partial class ScheduleLog
{
    [LoggerMessage(400, LogLevel.Warning, "A scheduled message to {Destination} was refused when its time had come, and is gone: {Reason}. {Suppressed} such entries before it were left out.")]
    public static partial void Refused(ILogger logger, string destination, string reason, int suppressed);
}
