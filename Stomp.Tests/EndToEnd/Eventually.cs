using System.Diagnostics;
using NUnit.Framework;

namespace Stomp.Tests.EndToEnd;

/// <summary>Waits for what other threads and processes bring about.</summary>
internal static class Eventually
{
    /// <summary>How long a test waits for what must happen. Only one that fails waits that long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until a condition holds that nothing signals.</summary>
    public static async Task HoldsAsync(Func<bool> condition, string what)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(Patience), $"still waiting: {what}");
            await Task.Delay(BetweenLooks);
        }
    }
}
