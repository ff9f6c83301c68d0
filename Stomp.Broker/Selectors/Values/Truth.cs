namespace Stomp.Broker.Selectors.Values;

/// <summary>What a condition comes to, in SQL's three-valued logic.</summary>
internal enum Truth : byte
{
    False,
    True,

    /// <summary>Something compared was missing.</summary>
    Unknown,
}
