using Stomp.Benchmarks.Load.Reporting;

namespace Stomp.Benchmarks.Load.Comparison;

/// <summary>What came of one case in one round with one broker.</summary>
/// <param name="Case">The case.</param>
/// <param name="Peer">The broker's name.</param>
/// <param name="Round">The round, from 1.</param>
/// <param name="Result">The result; <see langword="null"/> when it could not be run.</param>
/// <param name="Failure">Why not, or what was wrong with it; <see langword="null"/> when all was well.</param>
internal sealed record ComparisonResult(ComparisonCase Case, string Peer, int Round, LoadResult? Result, string? Failure);
