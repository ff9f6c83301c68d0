using NUnit.Framework;
using Stomp.Broker.Storage;

namespace Stomp.Tests.Storage;

/// <summary>What is remembered of batches that failed.</summary>
[TestFixture]
public sealed class FailedTicketsTests
{
    [Test]
    public void It_knows_the_failure_of_each_and_of_no_other()
    {
        var failed = new FailedTickets();
        Assert.That(failed.Find(1), Is.Null);
        StompStoreException[] failures = [.. Enumerable.Range(0, 3).Select(_ => new StompStoreException(StompStoreFailure.Full, ""))];
        failed.Add(2, failures[0]);
        failed.Add(3, failures[1]);
        failed.Add(7, failures[2]);
        Assert.That(
            Enumerable.Range(1, 8).Select(ticket => Array.IndexOf(failures, failed.Find(ticket))),
            Is.EqualTo([-1, 0, 1, -1, -1, -1, 2, -1]));
    }

    [Test]
    public void One_that_it_has_forgotten_counts_as_failed()
    {
        var failed = new FailedTickets();
        for (int ticket = 2; ticket <= 2000; ticket += 2)
        {
            failed.Add(ticket, new StompStoreException(StompStoreFailure.Full, ""));
        }

        Assert.That(failed.Find(3), Is.Not.Null);
        Assert.That(failed.Find(1998), Is.Not.Null);
        Assert.That(failed.Find(1999), Is.Null);
        Assert.That(failed.Find(2001), Is.Null);
    }
}
