using System.Text.RegularExpressions;
using NUnit.Framework;
using Stomp.Benchmarks.Load.Comparison;

namespace Stomp.Tests.Load;

/// <summary>What is compared with what.</summary>
public sealed class ComparisonGroupTests
{
    private static readonly string[] All = ["stomp", "rabbitmq", "activemq", "floor"];

    [Test]
    public void Durable_servers_run_durable_cases_and_no_others()
    {
        foreach (ComparisonGroup group in ComparisonGroup.All(hostPath: null))
        {
            Assert.That(group.Peers.Select(static peer => peer.IsDurable), Is.All.EqualTo(group.IsDurable), group.Section);
            Assert.That(
                group.Cases.Select(static @case => @case.Kind == ComparisonKind.Durable), Is.Not.Empty.And.All.EqualTo(group.IsDurable), group.Section);
        }
    }

    [TestCase("", ExpectedResult = "compare durable")]
    [TestCase("persistent", ExpectedResult = "durable")]
    [TestCase("persistent.* 1 kib", ExpectedResult = "durable")]
    [TestCase("WebSocket$", ExpectedResult = "compare")]
    [TestCase("no such case", ExpectedResult = "")]
    public string Cases_are_chosen_by_their_names(string pattern) => Sections(All, pattern);

    [Test]
    public void What_only_syncs_is_compared_only_with_what_must_be_durable()
    {
        Assert.That(Sections(["floor"], ""), Is.EqualTo("durable"));
        Assert.That(Chosen(["stomp", "floor"], "").Select(static group => string.Join(' ', group.Peers.Select(static peer => peer.Key))),
            Is.EqualTo(["stomp", "stomp floor"]));
    }

    private static string Sections(string[] peers, string pattern) => string.Join(' ', Chosen(peers, pattern).Select(static group => group.Section));

    private static IEnumerable<ComparisonGroup> Chosen(string[] peers, string pattern) => ComparisonGroup.All(hostPath: null)
        .Select(group => group.Only(peers, new Regex(pattern, RegexOptions.IgnoreCase))).Where(static group => group.Cases.Count > 0);
}
