using System.Net;
using Microsoft.Extensions.Logging;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Sessions;

/// <summary>What sessions log. Ids 100 to 199; none is used for another event later. No message, and no passcode, is ever logged.</summary>
internal static partial class SessionLog
{
    [LoggerMessage(100, LogLevel.Debug, "Session {Session} connected over {Transport} from {RemoteEndPoint}, STOMP {Version}, user {User}.")]
    public static partial void Connected(
        ILogger logger, string session, string transport, EndPoint? remoteEndPoint, StompVersion version, string? user);

    [LoggerMessage(101, LogLevel.Debug, "Session {Session} ended: {Reason}.")]
    public static partial void Ended(ILogger logger, string session, string reason);

    [LoggerMessage(102, LogLevel.Information, "Session {Session} from {RemoteEndPoint} was refused and closed: {Reason}. {Suppressed} such entries before it were left out.")]
    public static partial void Refused(ILogger logger, string session, EndPoint? remoteEndPoint, string reason, int suppressed);

    [LoggerMessage(103, LogLevel.Warning, "Session {Session} from {RemoteEndPoint} was disconnected because it reads too slowly or not at all: {Reason} ({Limit}).")]
    public static partial void TooSlow(ILogger logger, string session, EndPoint? remoteEndPoint, string reason, string limit);

    [LoggerMessage(104, LogLevel.Debug, "Session {Session}: the connection broke.")]
    public static partial void Broken(ILogger logger, Exception exception, string session);

    [LoggerMessage(105, LogLevel.Error, "Session {Session} failed; this is a defect of the broker or of code registered with it.")]
    public static partial void Failed(ILogger logger, Exception exception, string session);

    [LoggerMessage(106, LogLevel.Error, "The authenticator threw; the connection is refused.")]
    public static partial void AuthenticatorFailed(ILogger logger, Exception exception);

    [LoggerMessage(107, LogLevel.Warning, "{Count} sessions did not end in the time to shut down; their connections are aborted.")]
    public static partial void NotEndedInTime(ILogger logger, int count);

    [LoggerMessage(108, LogLevel.Error, "An authorizer or a policy threw; what the client wanted is refused.")]
    public static partial void AuthorizerFailed(ILogger logger, Exception exception);

    [LoggerMessage(120, LogLevel.Error, "The handler {Handler} of a session's event threw; other handlers and later events are not affected.")]
    public static partial void EventHandlerFailed(ILogger logger, Exception exception, Type handler);

    [LoggerMessage(121, LogLevel.Warning, "Handlers of sessions' events did not finish in the time to shut down.")]
    public static partial void EventHandlersNotFinishedInTime(ILogger logger);

    [LoggerMessage(122, LogLevel.Error, "The interceptor {Interceptor} failed on a frame of session {Session}; the frame is refused.")]
    public static partial void InboundInterceptorFailed(ILogger logger, Exception exception, Type? interceptor, string session);

    [LoggerMessage(123, LogLevel.Error, "The interceptor {Interceptor} failed on a message to session {Session}; it is not sent, and the session ended.")]
    public static partial void OutboundInterceptorFailed(ILogger logger, Exception exception, Type interceptor, string session);
}
