namespace Stomp.Host.Memory;

/// <summary>What <see cref="IdleMemory"/> logs. Ids 300 to 309.</summary>
internal static partial class IdleMemoryLog
{
    [LoggerMessage(300, LogLevel.Debug, "Idle: {Before} KiB of memory were resident before a collection, {After} after.")]
    public static partial void Collected(ILogger logger, long before, long after);
}
