using Microsoft.Extensions.Logging;

namespace Stomp.Broker.Sqlite;

/// <summary>What is logged about the store. Ids 410 to 419; never a message, or a part of one.</summary>
internal static partial class SqliteLog
{
    [LoggerMessage(410, LogLevel.Warning, "The write-ahead log of {Path} could not be written back: {Reason}. It grows until it can be.")]
    public static partial void CheckpointFailed(ILogger logger, string path, string reason);

    [LoggerMessage(411, LogLevel.Warning, "Cleaning up in {Path} was put off: {Reason}.")]
    public static partial void MaintenanceFailed(ILogger logger, string path, string reason);
}
