using NUnit.Framework;
using Stomp.Benchmarks.Load.Messages;
using Stomp.Benchmarks.Load.Reporting;
using Stomp.Benchmarks.Load.Scenarios;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Tests.Load;

/// <summary>A run against a server that does not do as it should says so.</summary>
public sealed class VerificationTests
{
    private const int Messages = 20;

    [Test]
    public async Task A_faithful_server_is_verified()
    {
        LoadResult result = await RunAsync(static (_, body) => [body]);

        Assert.That(result.IsVerified, Is.True, TextReport.Format(result));
        Assert.That((result.Verification.Published, result.Verification.Received), Is.EqualTo((Messages, Messages)));
    }

    [Test]
    public async Task Loss_is_found()
    {
        VerificationCounts counts = await FaultsAsync(static (number, body) => number == 5 ? [] : [body]);

        Assert.That((counts.Missing, counts.Duplicate, counts.OutOfOrder, counts.Corrupt), Is.EqualTo((1L, 0L, 0L, 0L)));
    }

    [Test]
    public async Task Loss_of_the_last_message_is_found()
    {
        VerificationCounts counts = await FaultsAsync(static (number, body) => number == Messages - 1 ? [] : [body]);

        Assert.That((counts.Missing, counts.Duplicate, counts.OutOfOrder, counts.Corrupt), Is.EqualTo((1L, 0L, 0L, 0L)));
    }

    [Test]
    public async Task Duplication_is_found()
    {
        VerificationCounts counts = await FaultsAsync(static (number, body) => number == 5 ? [body, body] : [body]);

        Assert.That((counts.Missing, counts.Duplicate, counts.OutOfOrder, counts.Corrupt), Is.EqualTo((0L, 1L, 0L, 0L)));
    }

    [Test]
    public async Task Duplication_of_the_last_message_is_found()
    {
        VerificationCounts counts = await FaultsAsync(static (number, body) => number == Messages - 1 ? [body, body] : [body]);

        Assert.That((counts.Missing, counts.Duplicate, counts.OutOfOrder, counts.Corrupt), Is.EqualTo((0L, 1L, 0L, 0L)));
    }

    [Test]
    public async Task Disorder_is_found()
    {
        string held = "";
        VerificationCounts counts = await FaultsAsync((number, body) =>
        {
            if (number == 5)
            {
                held = body;
                return [];
            }

            return number == 6 ? [body, held] : [body];
        });

        Assert.That((counts.Missing, counts.Duplicate, counts.OutOfOrder, counts.Corrupt), Is.EqualTo((0L, 0L, 1L, 0L)));
    }

    [Test]
    public async Task Corruption_is_found()
    {
        VerificationCounts counts = await FaultsAsync(static (number, body) => [number == 5 ? body[..^1] + "!" : body]);

        Assert.That((counts.Missing, counts.Corrupt), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public async Task A_message_that_was_never_sent_is_found()
    {
        var payload = new Payload(64);
        byte[] invented = new byte[64];
        payload.Write(invented, stream: 0, sequence: 1000, microseconds: 1);
        VerificationCounts counts = await FaultsAsync(
            (number, body) => number == 5 ? [body, System.Text.Encoding.ASCII.GetString(invented)] : [body]);

        Assert.That((counts.Missing, counts.Corrupt), Is.EqualTo((0L, 1L)));
    }

    [Test]
    public async Task A_receipt_that_does_not_come_is_found()
    {
        LoadResult result = await ConfirmAsync(static (number, receipt) => number == Messages - 1 ? [] : [receipt]);

        Assert.That((result.Verification.Received, result.Verification.Receipts), Is.EqualTo(((long)Messages, Messages - 1L)));
        Assert.That((result.Verification.ReceiptsMissing, result.Verification.ReceiptsOutOfOrder), Is.EqualTo((1L, 0L)));
        Assert.That(result.IsVerified, Is.False);
    }

    [Test]
    public async Task A_receipt_that_comes_too_early_is_found()
    {
        string held = "";
        LoadResult result = await ConfirmAsync((number, receipt) =>
        {
            if (number == 5)
            {
                held = receipt;
                return [];
            }

            return number == 6 ? [receipt, held] : [receipt];
        });

        Assert.That((result.Verification.ReceiptsMissing, result.Verification.ReceiptsOutOfOrder), Is.EqualTo((0L, 2L)));
        Assert.That(result.IsVerified, Is.False);
    }

    [Test]
    public async Task A_receipt_that_comes_twice_is_found()
    {
        LoadResult result = await ConfirmAsync(static (number, receipt) => number == Messages - 1 ? [receipt, receipt] : [receipt]);

        Assert.That(result.Verification.Receipts, Is.EqualTo(Messages + 1));
        Assert.That(result.IsVerified, Is.False);
    }

    [Test]
    public async Task No_more_messages_are_unconfirmed_than_the_window()
    {
        LoadResult result = await ConfirmAsync(static (_, _) => [], static settings => settings with { Window = 7 });

        Assert.That((result.Verification.Published, result.Verification.ReceiptsMissing), Is.EqualTo((7L, 7L)));
    }

    [Test]
    public async Task No_more_confirmed_messages_wait_in_a_queue_than_the_backlog()
    {
        LoadResult result = await ConfirmAsync(
            static (_, receipt) => [receipt], static settings => settings with { Window = 3, Backlog = 8 }, static (_, _) => []);

        Assert.That(result.Verification.Published, Is.EqualTo(8));
        Assert.That((result.Verification.Receipts, result.Verification.Missing), Is.EqualTo((8L, 8L)));
    }

    private static async Task<VerificationCounts> FaultsAsync(Func<int, string, IEnumerable<string>> handOn)
    {
        LoadResult result = await RunAsync(handOn);
        Assert.That(result.IsVerified, Is.False);
        return result.Verification;
    }

    private static Task<LoadResult> ConfirmAsync(
        Func<int, string, IEnumerable<string>> confirm,
        Func<FlowSettings, FlowSettings>? configure = null,
        Func<int, string, IEnumerable<string>>? handOn = null) => RunAsync(
            handOn ?? (static (_, body) => [body]),
            confirm,
            settings => (configure ?? (static same => same))(settings with { IsQueue = true, Receipts = true }));

    private static async Task<LoadResult> RunAsync(
        Func<int, string, IEnumerable<string>> handOn,
        Func<int, string, IEnumerable<string>>? confirm = null,
        Func<FlowSettings, FlowSettings>? configure = null)
    {
        await using var server = new FaultyServer(handOn, confirm);
        var settings = new FlowSettings
        {
            Common = new CommonSettings { Url = ServerUrl.Parse(server.Url), PayloadBytes = 64, Messages = Messages, Drain = TimeSpan.FromMilliseconds(500) },
        };
        return await Task.Run(() => new FlowScenario(configure?.Invoke(settings) ?? settings).Run(CancellationToken.None));
    }
}
