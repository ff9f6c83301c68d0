namespace Stomp.Benchmarks.Load.Reporting;

/// <summary>Repeats a run that something else on the machine disturbed.</summary>
internal static class QuietRun
{
    /// <summary>Cores of somebody else's work above which a run counts as disturbed.</summary>
    public const double Noise = 0.25;

    /// <summary>Runs until nothing disturbs.</summary>
    /// <param name="run">The run.</param>
    /// <param name="retries">How often it may be repeated.</param>
    /// <returns>The quietest, chosen by the noise alone; the first that was not verified, if there is one: what has failed in a noisy run has failed.</returns>
    public static LoadResult Repeat(Func<LoadResult> run, int retries)
    {
        LoadResult best = run();
        for (int i = 0; i < retries && best.IsVerified && best.OtherCores > Noise; i++)
        {
            LoadResult next = run();
            if (!next.IsVerified || next.OtherCores < best.OtherCores)
            {
                best = next;
            }
        }

        return best;
    }
}
