namespace Stomp.Broker.Storage;

/// <summary>What is wrong with a store.</summary>
public enum StompStoreFailure
{
    /// <summary>The storage fails, or does not answer, for a reason that may pass.</summary>
    Unavailable,

    /// <summary>There is no space left. It goes on when there is some.</summary>
    Full,

    /// <summary>It may be read but not written. It goes on when it may be written.</summary>
    ReadOnly,

    /// <summary>Another process uses it.</summary>
    Locked,

    /// <summary>It is damaged. A backup is needed.</summary>
    Corrupted,

    /// <summary>What is in its place is something else.</summary>
    Foreign,

    /// <summary>A later version of the software has made it.</summary>
    NewerVersion,

    /// <summary>The operations contradict what is stored, or cannot be: a mistake of the caller.</summary>
    Rejected,
}
