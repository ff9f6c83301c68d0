namespace Stomp.Broker.Messages;

/// <summary>What queues and topics need to know of a message's headers, read once. The default is that of a message which asks for nothing.</summary>
internal readonly record struct MessageProperties
{
    /// <summary>The priority of a message that says none, as in JMS.</summary>
    public const byte DefaultPriority = 4;

    /// <summary>The highest priority; 0 is the lowest.</summary>
    public const byte MaxPriority = 9;

    private readonly byte _priority;

    /// <summary>What it asks for.</summary>
    public MessageTraits Traits { get; init; }

    /// <summary>From 0, the lowest, to <see cref="MaxPriority"/>.</summary>
    public byte Priority
    {
        get => (Traits & MessageTraits.Priority) != 0 ? _priority : DefaultPriority;
        init => _priority = value;
    }

    /// <summary>When it expires, in milliseconds of Unix time; 0 for never.</summary>
    public long Expires { get; init; }

    /// <summary>When it is to be delivered first, in milliseconds of Unix time; 0 for at once.</summary>
    public long Due { get; init; }

    /// <summary>Whether it must survive a crash.</summary>
    public bool IsPersistent => (Traits & MessageTraits.Persistent) != 0;
}
