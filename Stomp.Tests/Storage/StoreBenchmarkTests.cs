using NUnit.Framework;
using Stomp.Benchmarks.Storage;

namespace Stomp.Tests.Storage;

/// <summary>The benchmark of the store runs, and counts what it should.</summary>
[TestFixture]
public sealed class StoreBenchmarkTests
{
    [Test]
    public async Task It_stores_messages_within_its_window_and_leaves_nothing_behind([Values] bool removes)
    {
        using var folder = new SqliteFolder();
        var settings = new StoreFlowSettings(folder.Path, Window: 20, removes, Size: 300, TimeSpan.FromMilliseconds(200));
        StoreFigures figures = await StoreFlow.RunAsync(settings, CancellationToken.None);
        Assert.That(figures.MessagesPerSecond, Is.Positive);
        Assert.That(figures.CpuMicroseconds, Is.Positive);
        Assert.That(figures.OperationsPerCommit, Is.InRange(1, 20 * (removes ? 2 : 1)));
        Assert.That(figures.Cancelled, Is.Zero);
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Path), Is.Empty);
    }
}
