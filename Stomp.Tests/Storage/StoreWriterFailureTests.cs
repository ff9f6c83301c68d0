using Microsoft.Extensions.Logging;
using NUnit.Framework;
using Stomp.Broker.Messages;
using Stomp.Broker.Storage;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Storage;

/// <summary>What the writer does when the store does not take a commit.</summary>
[TestFixture]
public sealed class StoreWriterFailureTests : StoreWriterFixture
{
    [Test]
    public async Task What_could_not_be_added_is_taken_back_by_its_owner_before_who_waits_is_told()
    {
        Store.Failure = Full();
        Store.Hold();
        long ticket = Add(1);
        Wait(ticket);
        await ReleaseAsync();
        Assert.That(Told, Is.EqualTo(["lost 1/1: Full", $"stored {ticket}: Full"]));
        Assert.That(Writer.Failure, Is.SameAs(Store.Failure));
        Assert.That(Writer.TryWait(ticket, Teller, out StompStoreException? late), Is.False);
        Assert.That(late, Is.SameAs(Store.Failure));

        Store.Failure = null;
        long next = Add(2);
        await Writer.FlushAsync();
        Assert.That(Store.Positions, Is.EqualTo([2]));
        Assert.That(Writer.Failure, Is.Null);
        Assert.That(Writer.TryWait(next, Teller, out late), Is.False);
        Assert.That(late, Is.Null);
        Assert.That(Log.Entries.Select(entry => (entry.Level, entry.Id)), Is.EqualTo([(LogLevel.Error, 400), (LogLevel.Information, 401)]));
    }

    [Test]
    public async Task Values_are_lost_and_ids_too_but_removals_and_changes_are_kept_and_come_first()
    {
        Add(1);
        Add(2);
        await Writer.FlushAsync();
        await HoldWithAsync(3);
        Store.Failure = Full();
        Writer.Remove(1, 1);
        Writer.Update(1, 2, deliveryCount: 1, due: 0);
        SetValue("v");
        Writer.RemoveValue("w"u8.ToArray());
        Writer.CreateQueue(2, 0, default, default);
        Writer.DeleteQueue(3);
        Writer.RedefineQueue(1, default);
        Message message = Encode();
        Writer.Add(new StoredMessageInfo(1, 4, 4), message, Teller, "id"u8.ToArray(), 5);
        message.Release();
        await ReleaseAsync();
        Assert.That(Told, Is.EqualTo(["lost 1/3: Full", "lost v: Full", "lost 1/4: Full"]));

        Store.Failure = null;
        Writer.Remove(1, 2);
        await Writer.FlushAsync();
        Assert.That(Store.Commits.TakeLast(2), Is.EqualTo(["-1/1 ~1/2(1,0) unset w create 2 delete 3 redefine 1", "-1/2"]));
        Assert.That(Store.Positions, Is.Empty);
    }

    [Test]
    public async Task What_is_kept_is_tried_again_each_second_without_anybody_asking()
    {
        Add(1);
        await Writer.FlushAsync();
        Store.Failure = Full();
        Writer.Remove(1, 1);
        await Eventually.HoldsAsync(() => Time.TimerCount == 1, "it will try again");
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            int entered = Store.Entered;
            Time.Advance(999);
            Assert.That(Store.Entered, Is.EqualTo(entered));
            Time.Advance(1);
            await Eventually.HoldsAsync(() => Store.Entered == entered + 1, "it tries");
        }

        Store.Failure = null;
        Time.Advance(1000);
        await Eventually.HoldsAsync(() => Time.TimerCount == 0, "it is done");
        Assert.That(Store.Positions, Is.Empty);
        Assert.That(Writer.Failure, Is.Null);
        Assert.That(Log.Entries, Has.Count.EqualTo(2), "one for the failure, one for its end");
    }

    [Test]
    public async Task A_store_that_works_again_is_found_out_without_anything_to_store()
    {
        Store.Failure = Full();
        Add(1);
        await Eventually.HoldsAsync(() => Time.TimerCount == 1, "it will try again");
        Assert.That(Writer.Failure, Is.Not.Null);
        Store.Failure = null;
        Time.Advance(1000);
        await Eventually.HoldsAsync(() => Writer.Failure is null && Time.TimerCount == 0, "it works again");
        Assert.That(Store.Commits[^1], Is.Empty);
    }

    [Test]
    public async Task While_removals_that_were_kept_fail_nothing_overtakes_them()
    {
        Add(1);
        await Writer.FlushAsync();
        Store.Failure = Full();
        Writer.Update(1, 1, deliveryCount: 1, due: 0);
        await Eventually.HoldsAsync(() => Time.TimerCount == 1, "it failed");
        int entered = Store.Entered;
        await HoldWithAsync(2);
        Writer.Update(1, 1, deliveryCount: 2, due: 0);
        await ReleaseAsync();
        Assert.That(Store.Entered, Is.EqualTo(entered + 2), "each time what was kept alone");
        Store.Failure = null;
        await Writer.FlushAsync();
        Assert.That(Store.Commits[^1], Is.EqualTo("~1/1(1,0) ~1/1(2,0)"));
    }

    [Test]
    public async Task A_unit_fails_as_a_whole_and_nothing_of_it_is_kept()
    {
        Add(1);
        await Writer.FlushAsync();
        await HoldWithAsync(2);
        Store.Failure = Full();
        using var unit = new StoreUnit(Teller);
        AddTo(unit, 3);
        unit.Remove(1, 1);
        long ticket = Writer.Commit(unit);
        Add(4);
        Wait(ticket);
        await ReleaseAsync();
        Assert.That(Told, Is.EqualTo(["lost 1/2: Full", "lost 1/4: Full", "lost unit of 2: Full", $"stored {ticket}: Full"]));
        Assert.That(Writer.Commits.HasKept, Is.False);
        Store.Failure = null;
        Add(5);
        await Writer.FlushAsync();
        Assert.That(Store.Positions, Is.EqualTo([1, 5]));
    }

    [Test]
    public async Task What_was_cancelled_in_a_batch_that_fails_is_nobodys_loss()
    {
        await HoldWithAsync(1);
        Store.Failure = Full();
        long ticket = Add(2);
        Writer.Remove(1, 2);
        Wait(ticket);
        Store.Release();
        await Writer.FlushAsync();
        Assert.That(Told, Is.EqualTo(["lost 1/1: Full", $"stored {ticket}"]));
    }

    [Test]
    public async Task After_a_failure_that_does_not_pass_all_fails_without_a_try()
    {
        Add(1);
        await Writer.FlushAsync();
        Store.Failure = new StompStoreException(StompStoreFailure.Corrupted, "It is damaged.");
        Store.Hold();
        Add(2);
        await ReleaseAsync();
        int entered = Store.Entered;
        Store.Hold();
        Add(3);
        Writer.Remove(1, 1);
        await ReleaseAsync();
        Assert.That(Told, Is.EqualTo(["lost 1/2: Corrupted", "lost 1/3: Corrupted"]));
        Assert.That(Store.Entered, Is.EqualTo(entered));
        Assert.That(Time.TimerCount, Is.Zero);
        await Writer.StopAsync(CancellationToken.None);
        Assert.That(Store.IsClosed, Is.False);
    }

    [Test]
    public async Task A_batch_that_is_rejected_fails_and_the_store_goes_on()
    {
        Add(1);
        await Writer.FlushAsync();
        await HoldWithAsync(2);
        Add(1);
        Writer.Remove(1, 2);
        Task done = Writer.FlushAsync();
        Store.Release();
        Assert.CatchAsync<StompStoreException>(async () => await done);
        Assert.That(Told, Is.EqualTo(["lost 1/1: Rejected"]));
        Assert.That(Writer.Failure, Is.Null);
        Add(3);
        await Writer.FlushAsync();
        Assert.That(Store.Commits.TakeLast(2), Is.EqualTo(["-1/2", "+1/3(0,0)"]));
        Assert.That(Log.Entries.Select(entry => entry.Id), Is.EqualTo([402]));
    }

    [Test]
    public async Task What_else_a_store_throws_counts_as_a_failure_that_passes()
    {
        await HoldWithAsync(1);
        Store.Failure = new InvalidOperationException("oops");
        Add(2);
        Task done = Writer.FlushAsync();
        Store.Release();
        StompStoreException? failure = Assert.CatchAsync<StompStoreException>(async () => await done);
        Assert.That((failure!.Failure, failure.IsTransient), Is.EqualTo((StompStoreFailure.Unavailable, true)));
        Assert.That(failure.Message, Does.Contain("oops"));
        Store.Failure = null;
        Add(3);
        await Writer.FlushAsync();
        Assert.That(Store.Positions, Is.EqualTo([3]));
    }

    [Test]
    public async Task Publishers_do_not_wait_for_ever_when_it_fails()
    {
        await HoldWithAsync(1);
        Add(2, new string('x', MaxPendingBytes));
        Task room = Writer.WaitForRoom()!;
        Store.Failure = Full();
        await ReleaseAsync();
        await room;
    }

    [Test]
    public async Task Its_stop_tries_once_more_what_was_kept_and_leaves_the_store_open_when_that_fails([Values] bool works)
    {
        Add(1);
        await Writer.FlushAsync();
        Store.Failure = Full();
        Writer.Remove(1, 1);
        await Eventually.HoldsAsync(() => Time.TimerCount == 1, "it failed");
        Store.Failure = works ? null : Full();
        await Writer.StopAsync(CancellationToken.None);
        Assert.That(Store.IsClosed, Is.EqualTo(works));
        Assert.That(Store.Positions.Any(), Is.EqualTo(!works));
    }
}
