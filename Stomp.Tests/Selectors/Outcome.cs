namespace Stomp.Tests.Selectors;

/// <summary>What a selector comes to.</summary>
public enum Outcome
{
    True,
    False,
    Unknown,
}
