using NUnit.Framework;
using Stomp.Benchmarks.Load.Messages;

namespace Stomp.Tests.Load;

public sealed class SequenceCheckTests
{
    [Test]
    public void Takes_numbers_in_order()
    {
        var check = new SequenceCheck();

        Assert.That(Findings(ref check, 0, 1, 2), Is.All.EqualTo(SequenceFinding.InOrder));
        Assert.That((check.Next, check.Missing), Is.EqualTo((3, 0)));
    }

    [Test]
    public void Counts_what_is_missing()
    {
        var check = new SequenceCheck();

        Assert.That(Findings(ref check, 0, 4, 5), Is.EqualTo(new[] { SequenceFinding.InOrder, SequenceFinding.AfterGap, SequenceFinding.InOrder }));
        Assert.That((check.Next, check.Missing), Is.EqualTo((6, 3)));
    }

    [Test]
    public void Finds_duplicates()
    {
        var check = new SequenceCheck();

        Assert.That(Findings(ref check, 0, 1, 1, 0).TakeLast(2), Is.All.EqualTo(SequenceFinding.Duplicate));
        Assert.That((check.Next, check.Missing), Is.EqualTo((2, 0)));
    }

    [Test]
    public void Finds_those_out_of_order_and_counts_them_as_missing_no_more()
    {
        var check = new SequenceCheck();

        Assert.That(Findings(ref check, 0, 5, 3, 1, 4, 2, 3).Skip(2), Is.EqualTo(new[]
        {
            SequenceFinding.OutOfOrder, SequenceFinding.OutOfOrder, SequenceFinding.OutOfOrder, SequenceFinding.OutOfOrder, SequenceFinding.Duplicate,
        }));
        Assert.That((check.Next, check.Missing), Is.EqualTo((6, 0)));
    }

    [Test]
    public void Counts_very_many_gaps()
    {
        var check = new SequenceCheck();
        for (int i = 1; i < 10_000; i += 2)
        {
            check.Take(i);
        }

        Assert.That(check.Missing, Is.EqualTo(5000));
    }

    [Test]
    public void A_set_knows_what_came_before()
    {
        var set = new SequenceSet();

        Assert.That(new[] { 0, 63, 64, 5000, 1_000_000 }.Select(set.Add), Is.All.True);
        Assert.That(new[] { 0, 63, 64, 5000, 1_000_000 }.Select(set.Add), Is.All.False);
        Assert.That(new[] { 1, 62, 65, 4999, 999_999 }.Select(set.Add), Is.All.True);
    }

    private static SequenceFinding[] Findings(ref SequenceCheck check, params int[] numbers)
    {
        var findings = new SequenceFinding[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            findings[i] = check.Take(numbers[i]);
        }

        return findings;
    }
}
