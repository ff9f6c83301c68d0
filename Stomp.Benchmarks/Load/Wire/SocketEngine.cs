using System.Globalization;

namespace Stomp.Benchmarks.Load.Wire;

/// <summary>
/// How .NET completes socket operations in this process. On Linux one thread polls all sockets and, unless told otherwise, hands every completion
/// to the thread pool: a generator that does little for each of very many completions is twice as fast when that thread handles them itself.
/// </summary>
internal static class SocketEngine
{
    private const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
    private const string ThreadCount = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    /// <summary>The variables that this class sets, which other processes must not inherit.</summary>
    public static IReadOnlyList<string> Variables { get; } = [InlineCompletions, ThreadCount];

    /// <summary>Chooses; has an effect only before the first socket is used.</summary>
    /// <param name="threads">How many threads poll.</param>
    public static void CompleteOnPollingThreads(int threads)
    {
        Environment.SetEnvironmentVariable(InlineCompletions, "1");
        Environment.SetEnvironmentVariable(ThreadCount, threads.ToString(CultureInfo.InvariantCulture));
    }
}
