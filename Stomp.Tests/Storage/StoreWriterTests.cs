using NUnit.Framework;
using Stomp.Broker.Messages;
using Stomp.Broker.Storage;
using Stomp.Core.Protocol;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Storage;

/// <summary>How operations gather and are committed while the store works.</summary>
[TestFixture]
public sealed class StoreWriterTests : StoreWriterFixture
{
    [Test]
    public async Task What_is_added_is_stored_as_it_would_be_sent_and_who_waits_is_told()
    {
        await HoldWithAsync(1);
        Message message = Encode("ä body");
        byte[] tail = message.GetTail(StompVersion.V12).ToArray();
        long ticket = Writer.Add(new StoredMessageInfo(1, 2, 7, 1_000, 0, 3), message, Teller);
        message.Release();
        Wait(ticket);
        Assert.That(Told, Is.Empty);
        await ReleaseAsync();

        Assert.That(Told, Is.EqualTo([$"stored {ticket}"]));
        var messages = new StoredMessageList();
        await Store.ReadAsync(1, 7, 1, new StoreReadLimit(9, 9), messages, CancellationToken.None);
        Assert.That(messages.Single().Info, Is.EqualTo(new StoredMessageInfo(1, 2, 7, 1_000, 0, 3)));
        Assert.That(messages.Single().Octets, Is.EqualTo(tail));
    }

    [Test]
    public async Task A_commit_starts_without_waiting_for_company()
    {
        Add(1);
        await Eventually.HoldsAsync(() => Store.Positions.Any(), "it is stored");
    }

    [Test]
    public async Task What_comes_during_a_commit_shares_the_next_one()
    {
        await HoldWithAsync(1);
        long[] tickets = [Add(2), Add(3), Writer.Remove(1, 1), SetValue("v"), Writer.RemoveValue("w"u8.ToArray()), Writer.RedefineQueue(1, default)];
        Assert.That(tickets.Distinct().Count(), Is.EqualTo(1));
        Wait(tickets[0]);
        await ReleaseAsync();
        Assert.That(
            Store.Commits, Is.EqualTo(["create 1", "+1/1(0,0)", "+1/2(0,0) +1/3(0,0) -1/1 set v unset w redefine 1"]));
        Assert.That(Told, Is.EqualTo([$"stored {tickets[0]}"]));
        Assert.That((Writer.Commits.Commits, Writer.Commits.Operations, Writer.Commits.Failures), Is.EqualTo((3, 8, 0)));
        Assert.That(Writer.Commits.Octets, Is.Positive);
    }

    [Test]
    public async Task A_message_that_is_removed_while_it_waits_is_not_written_and_its_ticket_is_done_with_the_others()
    {
        await HoldWithAsync(1);
        long ticket = Add(2);
        Wait(ticket);
        Assert.That(Writer.Remove(1, 2), Is.EqualTo(ticket));
        Add(3);
        Assert.That(Told, Is.Empty);
        await ReleaseAsync();
        Assert.That(Store.Commits[^1], Is.EqualTo("+1/3(0,0)"));
        Assert.That(Told, Is.EqualTo([$"stored {ticket}"]));
        Assert.That(Writer.Cancelled, Is.EqualTo(1));
    }

    [Test]
    public async Task A_batch_of_which_all_was_cancelled_needs_no_commit()
    {
        await HoldWithAsync(1);
        long ticket = Add(2);
        Writer.Remove(1, 2);
        Wait(ticket);
        Assert.That(Told, Is.Empty);
        await ReleaseAsync();
        Assert.That(Store.Commits, Has.Count.EqualTo(2));
        Assert.That(Told, Is.EqualTo([$"stored {ticket}"]));
    }

    [Test]
    public async Task A_message_that_is_being_committed_is_removed_by_the_next_commit()
    {
        await HoldWithAsync(1);
        Writer.Remove(1, 1);
        await ReleaseAsync();
        Assert.That(Store.Commits.Skip(1), Is.EqualTo(["+1/1(0,0)", "-1/1"]));
        Assert.That(Store.Positions, Is.Empty);
    }

    [Test]
    public async Task An_update_folds_into_what_waits_for_the_same_message()
    {
        await HoldWithAsync(1);
        Add(2);
        Writer.Update(1, 2, deliveryCount: 1, due: 0);
        Writer.Update(1, 2, deliveryCount: 2, due: 9);
        Writer.Update(1, 1, deliveryCount: 3, due: 0);
        Writer.Update(1, 1, deliveryCount: 4, due: 0);
        await ReleaseAsync();
        Assert.That(Store.Commits[^1], Is.EqualTo("+1/2(2,9) ~1/1(4,0)"));

        await HoldWithAsync(3);
        Writer.Update(1, 2, deliveryCount: 5, due: 0);
        Writer.Remove(1, 2);
        Writer.Update(1, 1, deliveryCount: 5, due: 0);
        await ReleaseAsync();
        Assert.That(Store.Commits[^1], Is.EqualTo("-1/2 ~1/1(5,0)"));
    }

    [Test]
    public async Task Only_the_queue_that_has_added_a_message_cancels_it()
    {
        await HoldWithAsync(1);
        Add(2);
        Writer.Remove(7, 2);
        Writer.Update(7, 2, deliveryCount: 1, due: 0);
        await ReleaseAsync();
        Assert.That(Store.Commits[^1], Is.EqualTo("+1/2(0,0) -7/2 ~7/2(1,0)"));
    }

    [Test]
    public async Task An_id_for_the_detection_of_duplicates_goes_with_its_message_and_stays_when_that_is_cancelled()
    {
        await HoldWithAsync(1);
        foreach (int position in (int[])[2, 3])
        {
            Message message = Encode();
            Writer.Add(new StoredMessageInfo(1, position, 4), message, Teller, System.Text.Encoding.UTF8.GetBytes($"id{position}"), 50);
            message.Release();
        }

        Writer.Remove(1, 2);
        Writer.RemoveExpiredDuplicateIds(10);
        await ReleaseAsync();
        Assert.That(Store.Commits[^1], Is.EqualTo("id 1/id2(50) +1/3(0,0) id 1/id3(50) expire 10"));
    }

    [Test]
    public async Task A_unit_is_in_one_batch_and_neither_cancels_nor_is_cancelled()
    {
        await HoldWithAsync(1);
        Add(2);
        using var unit = new StoreUnit(Teller);
        AddTo(unit, 3);
        unit.Remove(1, 2);
        unit.Update(1, 1, 1, 0);
        unit.AddDuplicateId(1, "x"u8.ToArray(), 5);
        unit.RemoveValue("v"u8.ToArray());
        long ticket = Writer.Commit(unit);
        Writer.Remove(1, 3);
        Wait(ticket);
        await ReleaseAsync();
        Assert.That(Store.Commits[^1], Is.EqualTo("+1/2(0,0) +1/3(0,0) -1/2 ~1/1(1,0) id 1/x(5) unset v -1/3"));
        Assert.That(Told, Is.EqualTo([$"stored {ticket}"]));
    }

    [Test]
    public async Task A_unit_that_was_committed_is_used_again_and_one_that_is_not_lets_its_messages_go()
    {
        using var unit = new StoreUnit(Teller);
        AddTo(unit, 1);
        Writer.Commit(unit);
        await Writer.FlushAsync();
        unit.Dispose();
        AddTo(unit, 2);
        Message value = Encode();
        unit.SetValue("v"u8.ToArray(), value);
        value.Release();
        Writer.Commit(unit);
        await Writer.FlushAsync();
        Assert.That(Store.Commits.Skip(1), Is.EqualTo(["+1/1(0,0)", "+1/2(0,0) set v"]));
        unit.Dispose();
        AddTo(unit, 3);
    }

    [Test]
    public async Task Who_asks_too_late_is_told_at_once()
    {
        long ticket = Add(1);
        await Writer.FlushAsync();
        Assert.That(Writer.TryWait(ticket, Teller, out StompStoreException? failure), Is.False);
        Assert.That(failure, Is.Null);
        Assert.That(Told, Is.Empty);
    }

    [Test]
    public async Task Tickets_are_done_in_their_order_and_each_waiter_is_told_once()
    {
        await HoldWithAsync(1);
        long first = Add(2);
        Wait(first - 1);
        Wait(first);
        Wait(first);
        await ReleaseAsync();
        long second = Add(3);
        Writer.TryWait(second, Teller, out _);
        await Writer.FlushAsync();
        Assert.That(Told.Take(3), Is.EqualTo([$"stored {first - 1}", $"stored {first}", $"stored {first}"]));
    }

    [Test]
    public async Task Publishers_wait_while_too_much_is_pending_and_go_on_when_it_is_stored()
    {
        Assert.That(Writer.WaitForRoom(), Is.Null);
        await HoldWithAsync(1);
        Assert.That(Writer.WaitForRoom(), Is.Null);
        Add(2, new string('x', MaxPendingBytes));
        Assert.That(Writer.PendingBytes, Is.GreaterThan(MaxPendingBytes));
        Task first = Writer.WaitForRoom()!;
        Task second = Writer.WaitForRoom()!;
        Assert.That(first.IsCompleted, Is.False);
        await ReleaseAsync();
        await first;
        await second;
        await Eventually.HoldsAsync(() => Writer.PendingBytes == 0, "nothing is pending");
        Assert.That(Writer.WaitForRoom(), Is.Null);
    }

    [Test]
    public async Task What_was_cancelled_is_not_pending_any_more()
    {
        await HoldWithAsync(1);
        long before = Writer.PendingBytes;
        Add(2, new string('x', MaxPendingBytes));
        Writer.Remove(1, 2);
        Assert.That(Writer.PendingBytes, Is.EqualTo(before));
        Assert.That(Writer.WaitForRoom(), Is.Null);
        await ReleaseAsync();
    }

    [Test]
    public async Task Its_stop_stores_what_there_is_closes_the_store_and_takes_nothing_more()
    {
        await HoldWithAsync(1);
        Add(2);
        Task stopping = Writer.StopAsync(CancellationToken.None);
        Assert.That(() => Writer.Remove(1, 1), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(Store.IsClosed, Is.False);
        Store.Release();
        await stopping;
        Assert.That(Store.Positions, Is.EqualTo([1, 2]));
        Assert.That(Store.IsClosed);
        Message message = Encode();
        Assert.That(() => Writer.Add(new StoredMessageInfo(1, 3, 4), message, Teller), Throws.TypeOf<ObjectDisposedException>());
        message.Release();
    }

    [Test]
    public async Task A_waiter_that_fails_is_logged_and_harms_nobody()
    {
        await HoldWithAsync(1);
        long ticket = Add(2);
        Assert.That(Writer.TryWait(ticket, new BadWaiter(), out _));
        Wait(ticket);
        await ReleaseAsync();
        Add(3);
        await Writer.FlushAsync();
        Assert.That(Told, Is.EqualTo([$"stored {ticket}"]));
        Assert.That(Log.Entries.Select(entry => entry.Id), Is.EqualTo([403]));
        Assert.That(Store.Positions, Is.EqualTo([1, 2, 3]));
    }

    private sealed class BadWaiter : IStoreWaiter
    {
        public void OnStored(long ticket, StompStoreException? failure) => throw new NotSupportedException();
    }
}
