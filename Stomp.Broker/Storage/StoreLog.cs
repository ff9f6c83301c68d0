using Microsoft.Extensions.Logging;

namespace Stomp.Broker.Storage;

/// <summary>What is logged about storing. Ids 400 to 409; never a message, or a part of one.</summary>
internal static partial class StoreLog
{
    [LoggerMessage(400, LogLevel.Error, "Messages cannot be stored: {Reason} Those who send persistent ones get an error until it works again.")]
    public static partial void Failed(ILogger logger, string reason, Exception exception);

    [LoggerMessage(401, LogLevel.Information, "Messages are stored again. Commits that failed since the start: {Failures}.")]
    public static partial void Recovered(ILogger logger, long failures);

    [LoggerMessage(402, LogLevel.Error, "The message store has rejected operations; this is a mistake in the broker or the store.")]
    public static partial void Rejected(ILogger logger, Exception exception);

    [LoggerMessage(403, LogLevel.Error, "Somebody who was told what became of stored messages failed; this is a mistake in the broker.")]
    public static partial void CallbackFailed(ILogger logger, Exception exception);
}
