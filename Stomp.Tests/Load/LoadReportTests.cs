using System.Text.Json;
using NUnit.Framework;
using Stomp.Benchmarks.Load.Comparison;
using Stomp.Benchmarks.Load.Messages;
using Stomp.Benchmarks.Load.Reporting;

namespace Stomp.Tests.Load;

public sealed class LoadReportTests
{
    [Test]
    public void Json_is_one_line_with_names_in_snake_case()
    {
        string json = JsonReport.Format(Result(1000) with { Ceiling = new CeilingFigures(4000, 0.25, 1, 2, 0.9, 0.1) });

        Assert.That(json, Does.Not.Contain("\n"));
        using var document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        Assert.That(root.GetProperty("scenario").GetString(), Is.EqualTo("fanout"));
        Assert.That(root.GetProperty("deliveries_per_second").GetDouble(), Is.EqualTo(1000));
        Assert.That(root.GetProperty("latency_microseconds").GetProperty("p999").GetDouble(), Is.EqualTo(4));
        Assert.That(root.GetProperty("server").GetProperty("cpu").GetProperty("cpu_microseconds_per_delivery").GetDouble(), Is.EqualTo(2.5));
        Assert.That(root.GetProperty("server").GetProperty("resident_bytes_peak").GetInt64(), Is.EqualTo(20));
        Assert.That(root.GetProperty("ceiling").GetProperty("share").GetDouble(), Is.EqualTo(0.25));
        Assert.That(root.GetProperty("verification").GetProperty("missing").GetInt64(), Is.Zero);
        Assert.That(root.GetProperty("is_verified").GetBoolean(), Is.True);
        Assert.That(root.TryGetProperty("connect", out _), Is.False, "what a scenario does not have is left out");
    }

    [Test]
    public void Text_says_what_was_not_verified_and_why()
    {
        var counts = new VerificationCounts { Received = 9, Missing = 1 };
        counts.Note("the server closed the connection");

        string text = TextReport.Format(Result(1000) with { Verification = counts, IsVerified = counts.IsGood });

        Assert.That(text, Does.Contain("NOT VERIFIED").And.Contain("missing 1").And.Contain("the server closed the connection"));
    }

    [Test]
    public void Text_says_how_long_receipts_took_where_there_are_any()
    {
        LoadResult result = Result(1000);

        Assert.That(TextReport.Format(result), Does.Not.Contain("until the receipt"));
        Assert.That(
            TextReport.Format(result with { ConfirmMicroseconds = new LatencyFigures(10, 1, 21, 22, 23, 24, 25) }),
            Does.Contain("until the receipt in µs: p50 21, p90 22, p99 23, p99.9 24, max 25"));
    }

    [Test]
    public void Text_warns_when_the_generator_may_have_been_the_limit()
    {
        string Text(double? share) => TextReport.Format(Result(1000) with { Ceiling = new CeilingFigures(1100, share, 1, 2, 0.9, 0.1) });

        Assert.That(Text(0.9), Does.Contain("the generator may have been the limit"));
        Assert.That(Text(0.3), Does.Contain("30").And.Not.Contain("may have been"));
        Assert.That(Text(null), Does.Not.Contain("reached"), "an open loop reaches what it is told to");
    }

    [Test]
    public void A_comparison_has_medians_and_how_many_times_better_ours_is()
    {
        var fanOut = new ComparisonCase("fan-out", ComparisonKind.Throughput, UseWebSocket: false, (_, _) => throw new NotSupportedException());
        ComparisonResult[] results =
        [
            new(fanOut, "Ours", 1, Result(400), null), new(fanOut, "Ours", 2, Result(100), null), new(fanOut, "Ours", 3, Result(300), null),
            new(fanOut, "Theirs", 1, Result(100), null), new(fanOut, "Theirs", 2, null, "it broke"), new(fanOut, "Theirs", 3, Result(200), null),
        ];

        string[] lines = new ComparisonReport(results, ["Ours", "Theirs"]).Format().Split('\n');

        Assert.That(lines[0], Is.EqualTo("| Deliveries per second, as many as can be | Ours | Theirs | ratio |"));
        Assert.That(lines[2], Is.EqualTo("| fan-out, TCP | 300 | 150 | 2.00× |"));
        Assert.That(lines, Has.Some.EqualTo("Round 2, fan-out, TCP, Theirs: it broke"));
    }

    [Test]
    public void A_comparison_of_durable_messages_says_how_long_receipts_took_and_has_a_column_for_ours_also_without_figures()
    {
        var durable = new ComparisonCase("queue", ComparisonKind.Durable, UseWebSocket: false, (_, _) => throw new NotSupportedException());
        LoadResult result = Result(400) with { ConfirmMicroseconds = new LatencyFigures(10, 1, 20, 30, 40, 50, 60) };

        string[] lines = new ComparisonReport([new(durable, "Theirs", 1, result, null)], ["Ours", "Theirs"]).Format().Split('\n');

        Assert.That(lines, Has.Some.EqualTo("| Messages per second, each synced before it is confirmed | Ours | Theirs | ratio |"));
        Assert.That(
            lines.Where(static line => line.StartsWith("| queue", StringComparison.Ordinal)),
            Is.EqualTo(["| queue, TCP | – | 400 | – |", "| queue, TCP | – | 20.0 | – |", "| queue, TCP | – | 40.0 | – |", "| queue, TCP | – | 2.50 | – |"]));
    }

    [Test]
    public void Tables_replace_their_section_of_a_page_and_nothing_else()
    {
        const string Page = "# Title\n<!-- begin a -->\nold\n<!-- end a -->\ntext\n<!-- begin b -->\nkept\n<!-- end b -->\n";

        Assert.That(MarkdownSection.Replace(Page, "a", "new\n"), Is.EqualTo(Page.Replace("old", "new", StringComparison.Ordinal)));
        Assert.That(MarkdownSection.Replace(Page, "c", "new\n"), Is.EqualTo($"{Page}<!-- begin c -->\nnew\n<!-- end c -->\n"));
    }

    [TestCase(null, ExpectedResult = "–")]
    [TestCase(1_234_567, ExpectedResult = "1.23 M")]
    [TestCase(12_345, ExpectedResult = "12,345")]
    [TestCase(12.34, ExpectedResult = "12.3")]
    [TestCase(1.234, ExpectedResult = "1.23")]
    [TestCase(0.1234, ExpectedResult = "0.123")]
    public string Numbers_have_the_digits_that_count(double? value) => Figures.Format(value);

    [Test]
    public void A_median_is_the_middle_one()
    {
        Assert.That(Figures.Median([3, 1, null, 2]), Is.EqualTo(2));
        Assert.That(Figures.Median([4, 1]), Is.EqualTo(2.5));
        Assert.That(Figures.Median([null]), Is.Null);
    }

    [Test]
    public void A_disturbed_run_is_repeated_and_the_quietest_taken()
    {
        var runs = new Queue<LoadResult>(
            [Result(1) with { OtherCores = 0.9 }, Result(2) with { OtherCores = 0.4 }, Result(3) with { OtherCores = 0.5 }]);

        Assert.That(QuietRun.Repeat(runs.Dequeue, retries: 2).DeliveriesPerSecond, Is.EqualTo(2));
        Assert.That(runs, Is.Empty);
    }

    [Test]
    public void What_failed_in_a_disturbed_run_has_failed()
    {
        var runs = new Queue<LoadResult>([Result(1) with { OtherCores = 0.9, IsVerified = false }, Result(2) with { OtherCores = 0.1 }]);

        Assert.That(QuietRun.Repeat(runs.Dequeue, retries: 2).IsVerified, Is.False);
    }

    private static LoadResult Result(double rate) => new()
    {
        Scenario = "fanout",
        Url = "stomp://127.0.0.1:1",
        PayloadBytes = 128,
        Seconds = 2,
        Deliveries = (long)(rate * 2),
        DeliveriesPerSecond = rate,
        Publishes = 10,
        PublishesPerSecond = 5,
        LatencyMicroseconds = new LatencyFigures(10, 1, 1, 2, 3, 4, 5),
        Server = new ServerFigures(new CpuFigures(1, 0.5, 2.5), 10, 20, 15),
        Generator = new CpuFigures(1, 0.5, 0.25),
        OtherCores = 0,
        Verification = new VerificationCounts { Received = 1 },
        IsVerified = true,
    };
}
