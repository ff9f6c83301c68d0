namespace Stomp.Broker.Messages;

/// <summary>What the headers of a message ask for, beyond being delivered.</summary>
[Flags]
internal enum MessageTraits : ushort
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It must survive a crash.</summary>
    Persistent = 1,

    /// <summary>It is for nobody any more from <see cref="MessageProperties.Expires"/> on.</summary>
    Expires = 1 << 1,

    /// <summary>It has a <see cref="MessageProperties.Priority"/> of its own.</summary>
    Priority = 1 << 2,

    /// <summary>It is delivered from <see cref="MessageProperties.Due"/> on, and perhaps again and again.</summary>
    Scheduled = 1 << 3,

    /// <summary>It belongs to a group, whose messages go to one consumer.</summary>
    Group = 1 << 4,

    /// <summary>It has an id by which a second sending of it is found.</summary>
    DuplicateId = 1 << 5,

    /// <summary>The topic keeps it for those who subscribe later.</summary>
    Retain = 1 << 6,

    /// <summary>The topic forgets what it keeps.</summary>
    RemoveRetained = 1 << 7,

    /// <summary>It names a destination for answers.</summary>
    ReplyTo = 1 << 8,
}
