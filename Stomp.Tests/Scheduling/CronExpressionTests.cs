using System.Globalization;
using System.Text;
using NUnit.Framework;
using Stomp.Broker.Timing;

namespace Stomp.Tests.Scheduling;

/// <summary>Times that come again.</summary>
public sealed class CronExpressionTests
{
    [TestCase("* * * * *", "2026-11-22T20:24:00", "2026-11-22T20:25:00")]
    [TestCase("* * * * *", "2026-11-22T20:24:59.999", "2026-11-22T20:25:00")]
    [TestCase("0 * * * *", "2026-11-22T20:24:00", "2026-11-22T21:00:00")]
    [TestCase("0 0 * * *", "2026-12-31T20:24:00", "2027-01-01T00:00:00")]
    [TestCase("*/15 9-17 * * *", "2026-11-22T17:45:00", "2026-11-23T09:00:00")]
    [TestCase("5/20 * * * *", "2026-11-22T17:30:00", "2026-11-22T17:45:00")]
    [TestCase("10-30/10 * * * *", "2026-11-22T17:30:00", "2026-11-22T18:10:00")]
    [TestCase("1,3,5 2 * * *", "2026-11-22T02:03:00", "2026-11-22T02:05:00")]
    [TestCase("30 8 * * 1-5", "2026-11-20T08:30:00", "2026-11-23T08:30:00")]
    [TestCase("30 8 * * mon-FRI", "2026-11-20T08:30:00", "2026-11-23T08:30:00")]
    [TestCase("0 12 * * 7", "2026-11-23T00:00:00", "2026-11-29T12:00:00")]
    [TestCase("0 12 * * 0", "2026-11-23T00:00:00", "2026-11-29T12:00:00")]
    [TestCase("0 0 1 jan *", "2026-11-22T00:00:00", "2027-01-01T00:00:00")]
    [TestCase("0 0 31 * *", "2026-11-22T00:00:00", "2026-12-31T00:00:00")]
    [TestCase("0 0 13 * 5", "2026-11-22T00:00:00", "2026-11-27T00:00:00")] // either will do
    [TestCase("0 0 29 2 *", "2096-03-01T00:00:00", "2104-02-29T00:00:00")] // 2100 has none
    [TestCase("  0   0\t1 1 *  ", "2026-11-22T00:00:00", "2027-01-01T00:00:00")]
    public void The_next_time_is_found(string expression, string after, string expected)
    {
        CronExpression cron = CronExpression.TryParse(Encoding.UTF8.GetBytes(expression))!;
        Assert.That(cron.GetNext(Parse(after)), Is.EqualTo(Parse(expected)));
    }

    [TestCase("0 0 30 2 *")]
    [TestCase("0 0 31 4,6,9,11 *")]
    public void Some_times_never_come(string expression)
    {
        CronExpression cron = CronExpression.TryParse(Encoding.UTF8.GetBytes(expression))!;
        Assert.That(cron.GetNext(Parse("2026-11-22T00:00:00")), Is.Null);
        Assert.That(CronExpression.TryParse("* * * * *"u8)!.GetNext(long.MaxValue), Is.Null, "the calendar has an end");
    }

    [TestCase("")]
    [TestCase("* * * *")]
    [TestCase("* * * * * *")]
    [TestCase("60 * * * *")]
    [TestCase("* 24 * * *")]
    [TestCase("* * 0 * *")]
    [TestCase("* * * 13 *")]
    [TestCase("* * * * 8")]
    [TestCase("-1 * * * *")]
    [TestCase("+1 * * * *")]
    [TestCase("5-1 * * * *")]
    [TestCase("1-2-3 * * * *")]
    [TestCase("*/0 * * * *")]
    [TestCase("*/ * * * *")]
    [TestCase("1, * * * *")]
    [TestCase(", * * * *")]
    [TestCase("- * * * *")]
    [TestCase("a * * * *")]
    [TestCase("* * * mond *")]
    [TestCase("99999999999 * * * *")]
    [TestCase("@daily")]
    public void What_is_none_is_refused(string expression) => Assert.That(CronExpression.TryParse(Encoding.UTF8.GetBytes(expression)), Is.Null);

    [Test]
    public void One_that_is_too_long_is_refused() =>
        Assert.That(CronExpression.TryParse(Encoding.UTF8.GetBytes($"{string.Join(',', Enumerable.Repeat("1", 200))} * * * *")), Is.Null);

    private static long Parse(string time) =>
        DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();
}
