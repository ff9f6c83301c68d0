namespace Stomp.Broker.Sqlite;

/// <summary>What is waited for before a commit counts as done.</summary>
public enum SqliteSynchronous
{
    /// <summary>The disk has it: it survives the end of the machine too.</summary>
    Full,

    /// <summary>The operating system has it: it survives the end of the process, and the last commits may be gone when the machine ends without warning.</summary>
    Normal,

    /// <summary>Nothing: when the machine ends without warning, the whole store may be damaged. For tests.</summary>
    Off,
}
