using NUnit.Framework;

namespace Stomp.Tests.Crashes.Checking;

/// <summary>What <see cref="PrefixChecker"/> finds in what is left of logs that were made by hand.</summary>
public sealed class PrefixCheckerTests
{
    // Publisher 2 sends its last one when the first one of publisher 1 is confirmed, and that of its transaction too.
    private const string History =
        """
        send 1/a/1
        send 2/a/1
        send 1/b/1
        send 1/a/2 in 7; send 1/b/2 in 7; commit 7
        confirmed 1/a/1
        committed 7
        send 2/b/1
        send 1/a/3 in 8
        """;

    [TestCase("")]
    [TestCase("1/a/1")]
    [TestCase("2/a/1")]
    [TestCase("1/a/1 1/b/1")]
    [TestCase("1/a/1 1/a/2 1/b/1 1/b/2")]
    [TestCase("1/a/1 2/a/1 1/a/2 1/b/1 1/b/2 2/b/1")]
    public void A_beginning_of_what_was_stored_is_no_violation(string delivered) => Assert.That(Check(delivered), Is.Empty);

    [TestCase("1/b/1", ViolationKind.Gap, Description = "without what its publisher sent before, to another queue")]
    [TestCase("2/b/1 2/a/1", ViolationKind.Gap, ViolationKind.Gap, ViolationKind.Gap, Description = "without what was confirmed before it was sent")]
    [TestCase("1/a/1 1/a/2 1/b/1", ViolationKind.HalfTransaction)]
    [TestCase("1/a/1 1/a/2 1/a/3 1/b/1 1/b/2", ViolationKind.Uncommitted)]
    [TestCase("1/a/2 1/a/1 1/b/1 1/b/2", ViolationKind.OutOfOrder)]
    [TestCase("1/a/1 1/a/1", ViolationKind.Resurrected)]
    [TestCase("1/a/4", ViolationKind.Unknown)]
    public void Anything_else_is(string delivered, params ViolationKind[] kinds) =>
        Assert.That(Check(delivered).Select(static violation => violation.Kind), Is.EquivalentTo(kinds));

    private static IReadOnlyList<Violation> Check(string delivered) =>
        PrefixChecker.Check(
            HistoryText.Parse(History), [.. delivered.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(HistoryText.ParseKey)]);
}
