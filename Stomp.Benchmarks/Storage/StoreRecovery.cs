using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Stomp.Broker.Sqlite;
using Stomp.Broker.Storage;

namespace Stomp.Benchmarks.Storage;

/// <summary>Fills a store, ends it without closing it, and opens it again.</summary>
internal static class StoreRecovery
{
    private const int MessagesPerCommit = 10_000;
    private const double Mebi = 1 << 20;

    public static async Task RunAsync(string parent, int messages, int queues, int size, CancellationToken cancellationToken)
    {
        string directory = Directory.CreateDirectory(Path.Combine(parent, $"stomp-store-{Guid.NewGuid():N}")).FullName;
        try
        {
            double filled = await MeasureAsync(() => FillAsync(directory, messages, queues, size, cancellationToken));
            Say($"filled with {messages:N0} messages of {size} octets in {queues:N0} queues: {filled:N1} s");
            StompStoreContents? contents = null;
            double opened = await MeasureAsync(async () =>
            {
                await using SqliteMessageStore store = Make(directory, SqliteSynchronous.Full);
                contents = await store.OpenAsync(new Reporter(), cancellationToken);
            });
            long found = contents!.Queues.Sum(static queue => queue.Priorities.Sum(static priority => priority.Messages));
            Say($"opened: {opened:N2} s, {found:N0} messages, {contents.Queues.Count:N0} queues");
            Say($"resident: {Environment.WorkingSet / Mebi:N0} MiB, peak {Process.GetCurrentProcess().PeakWorkingSet64 / Mebi:N0} MiB");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task FillAsync(string directory, int messages, int queues, int size, CancellationToken cancellationToken)
    {
        await using SqliteMessageStore store = Make(directory, SqliteSynchronous.Off);
        await store.OpenAsync(null, cancellationToken);
        var batch = new StoreBatch();
        for (int queue = 1; queue <= queues; queue++)
        {
            batch.CreateQueue(queue, 0, "/queue/a"u8.ToArray(), default);
        }

        byte[] octets = new byte[size];
        Random.Shared.NextBytes(octets);
        for (int position = 1; position <= messages; position++)
        {
            batch.Add(new StoredMessageInfo(1 + (position % queues), position, 4), octets);
            if (position % MessagesPerCommit == 0 || position == messages)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await store.CommitAsync(batch);
                batch.Clear();
            }
        }
    }

    private static SqliteMessageStore Make(string directory, SqliteSynchronous synchronous) =>
        new(Options.Create(new StompSqliteOptions { Directory = directory, Synchronous = synchronous }), NullLogger<SqliteMessageStore>.Instance);

    private static async Task<double> MeasureAsync(Func<Task> run)
    {
        long started = Stopwatch.GetTimestamp();
        await run();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private sealed class Reporter : IProgress<StompStoreProgress>
    {
        public void Report(StompStoreProgress value) => Say($"  {value.Messages:N0} messages, {value.Octets / Mebi:N0} MiB");
    }
}
