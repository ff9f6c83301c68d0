using Stomp.Benchmarks.Load.Reporting;
using Stomp.Benchmarks.Load.Scenarios;

namespace Stomp.Benchmarks.Load.Comparison;

/// <summary>One run that is repeated against each broker.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Kind">Which of its figures matter.</param>
/// <param name="UseWebSocket">The transport.</param>
/// <param name="Run">Runs it, with the settings that lead to a broker.</param>
internal sealed record ComparisonCase(string Name, ComparisonKind Kind, bool UseWebSocket, Func<CommonSettings, CancellationToken, LoadResult> Run)
{
    /// <summary>The transport's name.</summary>
    public string Transport => UseWebSocket ? "WebSocket" : "TCP";
}
