namespace Stomp.Tests.Crashes.Checking;

/// <summary>A promise that was not kept.</summary>
/// <param name="Kind">Which.</param>
/// <param name="What">With what: the message or the transaction, and what was seen of it.</param>
internal readonly record struct Violation(ViolationKind Kind, string What)
{
    public override string ToString() => $"{Kind}: {What}";
}
