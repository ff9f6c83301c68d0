namespace Stomp.Broker.Security.Authorization;

/// <summary>How a rule's pattern and what a client names lie to each other.</summary>
internal enum PatternMatch
{
    /// <summary>They have nothing in common.</summary>
    None,

    /// <summary>A subscription with wildcards matches destinations of the pattern, and may match others.</summary>
    Partial,

    /// <summary>All that the client names is of the pattern.</summary>
    Whole,
}
