using NUnit.Framework;

namespace Stomp.Tests.Conformance.Page;

/// <summary>The page in the repository is that of the tests there are. What fails makes the tests red by itself, so here all pass.</summary>
public sealed class ConformancePageTests
{
    [Test]
    public void The_page_is_up_to_date()
    {
        string page = File.Exists(ConformancePage.Path) ? File.ReadAllText(ConformancePage.Path).ReplaceLineEndings("\n") : "";
        Assert.That(
            page,
            Is.EqualTo(ConformancePage.Render(static (_, _) => ConformancePage.Passed)),
            $"docs/conformance.md is not that of these tests; update it with: {ConformancePage.Command} --write");
    }
}
