using System.Runtime.CompilerServices;

namespace Stomp.Benchmarks;

/// <summary>Stops a benchmark that does not do what it says, before its numbers are believed.</summary>
internal static class Verify
{
    public static void That(bool condition, [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        if (!condition)
        {
            throw new InvalidOperationException($"The benchmark does not do what it says: {expression}");
        }
    }
}
