using Microsoft.Extensions.Logging;

namespace Stomp.AspNetCore.SockJs;

/// <summary>What SockJS logs. Ids 200 to 219; none is used for another event later.</summary>
internal static partial class SockJsLog
{
    [LoggerMessage(200, LogLevel.Error, "A session over SockJS failed; this is a defect of the broker or of code registered with it.")]
    public static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(201, LogLevel.Warning, "A session over SockJS was refused: there are {MaxSessions} (MaxSessions). {Suppressed} such entries before it were left out.")]
    public static partial void Full(ILogger logger, int maxSessions, int suppressed);
}
