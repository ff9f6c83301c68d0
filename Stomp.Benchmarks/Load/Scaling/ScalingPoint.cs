using Stomp.Benchmarks.Load.Reporting;
using Stomp.Benchmarks.Load.Scenarios;

namespace Stomp.Benchmarks.Load.Scaling;

/// <summary>One value of what grows in a series.</summary>
/// <param name="Value">The value.</param>
/// <param name="Run">Runs with it.</param>
internal sealed record ScalingPoint(string Value, Func<CommonSettings, CancellationToken, LoadResult> Run);
