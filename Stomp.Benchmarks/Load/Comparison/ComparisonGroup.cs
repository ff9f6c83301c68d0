using System.Text.RegularExpressions;
using Stomp.Benchmarks.Load.Floor;
using Stomp.Benchmarks.Load.Peers;

namespace Stomp.Benchmarks.Load.Comparison;

/// <summary>Runs that are made against the same servers, and whose tables stand together.</summary>
/// <param name="Section">The section of the page.</param>
/// <param name="Cases">The runs.</param>
/// <param name="Peers">The servers, ours first.</param>
internal sealed record ComparisonGroup(string Section, IReadOnlyList<ComparisonCase> Cases, IReadOnlyList<Peer> Peers)
{
    /// <summary>Whether messages must be on the disk before they are confirmed.</summary>
    public bool IsDurable => Peers.Any(static peer => peer.IsDurable);

    /// <summary>All groups, in their order.</summary>
    /// <param name="hostPath">Our <c>Stomp.Host.dll</c>; <see langword="null"/> for the one that was built with this program.</param>
    public static IEnumerable<ComparisonGroup> All(string? hostPath) =>
    [
        new("compare", [.. ComparisonCases.Transient()], [new HostPeer(hostPath), new RabbitMqPeer(), new ActiveMqPeer()]),
        new(
            "durable",
            [.. ComparisonCases.Durable()],
            [
                new HostPeer(hostPath) { IsDurable = true },
                new RabbitMqPeer { IsDurable = true },
                new ActiveMqPeer { IsDurable = true },
                new FloorPeer { IsDurable = true },
            ]),
    ];

    /// <summary>Why it cannot be run here, and what would help; <see langword="null"/> when it can.</summary>
    public string? WhyNot() => IsDurable && TemporaryFolder.IsInMemory
        ? $"temporary files are in memory here ({TemporaryFolder.FileSystem}), where nothing is durable; have TMPDIR name a folder on a disk"
        : null;

    /// <summary>What of it is wanted; no cases when that is nothing.</summary>
    /// <param name="peers">The keys of the servers.</param>
    /// <param name="pattern">What the cases' names must match.</param>
    public ComparisonGroup Only(IReadOnlyList<string> peers, Regex pattern)
    {
        Peer[] wanted = [.. Peers.Where(peer => peers.Contains(peer.Key))];
        return this with
        {
            Peers = wanted,
            Cases = wanted.Length == 0 ? [] : [.. Cases.Where(@case => pattern.IsMatch($"{@case.Name}, {@case.Transport}"))],
        };
    }
}
