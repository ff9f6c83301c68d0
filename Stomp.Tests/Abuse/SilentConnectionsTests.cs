using NUnit.Framework;

namespace Stomp.Tests.Abuse;

/// <summary>Thousands of connections that are opened and say nothing.</summary>
[TestFixture]
public sealed class SilentConnectionsTests : AbuseFixture
{
    private const int Wanted = 5_000;
    private const int Needed = 2_000;
    private const int OpenedAtOnce = 16;

    // What the runtime, the test framework and the host have open besides.
    private const int OtherFiles = 500;

    private protected override string[] Limits => ["ConnectTimeout=00:00:00.8", "LingerTimeout=00:00:00.5"];

    [TestCase(Via.Tcp)]
    [TestCase(Via.WebSocket)]
    public async Task Five_thousand_connections_that_send_nothing_are_told_to_go_and_keep_nobody_out_H_1(Via via)
    {
        int count = Math.Min(Wanted, ProcessFigures.MaxOpenFiles() - OtherFiles);
        Assert.That(count, Is.GreaterThanOrEqualTo(Needed), "the system lets this process open too few files for the test");
        await SufferAsync(
            async () =>
            {
                string[] last = await OpenAllAsync(via, count);
                int displaced = last.Count(static text => text.Contains("(MaxUnauthenticatedSessions)", StringComparison.Ordinal));
                int late = last.Count(static text => text.Contains("(ConnectTimeout)", StringComparison.Ordinal));
                Assert.That(displaced + late, Is.EqualTo(count), () => last.First(static text => !text.Contains("ERROR\n", StringComparison.Ordinal)));
                Assert.That(displaced, Is.Positive);
                Assert.That(late, Is.Positive);
            },
            "MaxUnauthenticatedSessions",
            "ConnectTimeout");
    }

    private async Task<string[]> OpenAllAsync(Via via, int count)
    {
        var answers = new Task<string>[count];
        var opened = new Abuser[count];
        try
        {
            await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = OpenedAtOnce }, async (i, _) =>
            {
                opened[i] = await Abuser.OpenAsync(Host, via);
                answers[i] = opened[i].ReadToEndAsync();
            });
            return await Task.WhenAll(answers);
        }
        finally
        {
            foreach (Abuser? abuser in opened)
            {
                abuser?.Dispose();
            }
        }
    }
}
