using NUnit.Framework;
using Stomp.Tests.Conformance.Page;

namespace Stomp.Tests.Conformance;

/// <summary>Each item of the checklist has a test, and each test an item, so that the page of conformance says the truth.</summary>
public sealed class ChecklistCoverageTests
{
    private static readonly string[] Ids = [.. Checklist.Items.Select(static item => item.Id)];

    [Test]
    public void Each_item_has_a_test() =>
        Assert.That(Ids.Except(ChecklistedTest.All.SelectMany(static test => test.Items)), Is.Empty, "items without a test");

    [Test]
    public void Each_test_names_items_of_the_checklist() =>
        Assert.That(
            from test in ChecklistedTest.All
            where test.Items.Count == 0 || test.Items.Except(Ids).Any()
            select $"{test.Name}: {string.Join(' ', test.Items)}",
            Is.Empty,
            "tests that name no item, or an unknown one");

    [Test]
    public void Ids_are_unique() => Assert.That(Ids, Is.Unique);

    // W items are about WebSocket alone; all others hold over both.
    [Test]
    public void Each_item_has_tests_over_its_transports() =>
        Assert.That(
            from test in ChecklistedTest.All
            from item in test.Items
            group test by item into tests
            let transports = tests.SelectMany(static test => test.Transports).Distinct()
            where (tests.Key.StartsWith('W') ? [Transport.WebSocket] : Enum.GetValues<Transport>()).Except(transports).Any()
            select tests.Key,
            Is.Empty,
            "items that lack a fixture with [TestFixture(Transport.…)] for a transport");
}
