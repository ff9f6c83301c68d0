using Microsoft.Extensions.Logging;

namespace Stomp.Broker.Recovery;

/// <summary>What is logged about starting with a store. Ids 420 to 429.</summary>
internal static partial class RecoveryLog
{
    [LoggerMessage(420, LogLevel.Information, "The message store is being opened; {Messages} messages so far.")]
    public static partial void Opening(ILogger logger, long messages);

    [LoggerMessage(421, LogLevel.Information, "{Messages} of {Total} stored messages are back.")]
    public static partial void Progress(ILogger logger, long messages, long total);

    [LoggerMessage(422, LogLevel.Information, "{Messages} stored messages of {Queues} queues and durable subscriptions are back, after {Seconds:0.0} s.")]
    public static partial void Recovered(ILogger logger, long messages, int queues, double seconds);

    [LoggerMessage(423, LogLevel.Warning, "The message store was not closed in good order the last time; its messages are marked as redelivered.")]
    public static partial void WasNotClosed(ILogger logger);

    [LoggerMessage(425, LogLevel.Warning, "A stored message waits for its time to go to '{Destination}', which cannot be sent to; it stays in the store.")]
    public static partial void NoDestination(ILogger logger, string destination);

    [LoggerMessage(424, LogLevel.Error, "The message store could not be closed in good order; what was confirmed is stored.")]
    public static partial void NotClosed(ILogger logger, Exception exception);
}
