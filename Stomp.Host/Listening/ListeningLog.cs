namespace Stomp.Host.Listening;

/// <summary>What the listeners of the process log. Ids 310 to 319.</summary>
internal static partial class ListeningLog
{
    [LoggerMessage(310, LogLevel.Warning,
        "There can be {Possible} sessions, not {MaxSessions} (MaxSessions): the limit of open files of this process is {Count}, and they need {Needed}. "
        + "Raise it (ulimit -n, LimitNOFILE of a service, --ulimit nofile of a container), or lower MaxSessions.")]
    public static partial void TooFewFiles(ILogger logger, int possible, int maxSessions, int count, long needed);

    [LoggerMessage(311, LogLevel.Warning,
        "A connection was closed at once: the process has nearly reached its limit of {Count} open files. Raise it, or have fewer connections. "
        + "{Suppressed} such entries before it were left out.")]
    public static partial void OutOfFiles(ILogger logger, int count, int suppressed);
}
