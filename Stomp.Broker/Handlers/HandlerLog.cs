using Microsoft.Extensions.Logging;

namespace Stomp.Broker.Handlers;

/// <summary>What message handlers log. Ids 200 to 249; none is used for another event later. No message is ever logged.</summary>
internal static partial class HandlerLog
{
    [LoggerMessage(200, LogLevel.Error, "{Handler} failed for '{Destination}' of session {Session}. {Suppressed} such entries before it were left out.")]
    public static partial void Failed(ILogger logger, Exception exception, string handler, string destination, string session, int suppressed);

    [LoggerMessage(201, LogLevel.Debug, "{Handler} refused '{Destination}' of session {Session}: {Reason}.")]
    public static partial void Refused(ILogger logger, string handler, string destination, string session, string reason);

    [LoggerMessage(202, LogLevel.Error, "{Handler} failed itself for an exception of {Failed}.")]
    public static partial void ExceptionHandlerFailed(ILogger logger, Exception exception, string handler, string failed);

    [LoggerMessage(203, LogLevel.Error, "{Handler} did not finish '{Destination}' of session {Session} within {Timeout} s; the session is ended.")]
    public static partial void TimedOut(ILogger logger, string handler, string destination, string session, double timeout);
}
