namespace Stomp.Broker.Selectors.Values;

/// <summary>What a value is.</summary>
internal enum ValueKind : byte
{
    /// <summary>Missing, or unknown.</summary>
    Null,

    Boolean,

    /// <summary>An exact number of 64 bits.</summary>
    Integer,

    /// <summary>An approximate number.</summary>
    Real,

    /// <summary>UTF-8 text.</summary>
    Text,
}
