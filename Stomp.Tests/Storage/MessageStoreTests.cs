using System.Globalization;
using NUnit.Framework;
using Stomp.Broker.Storage;

namespace Stomp.Tests.Storage;

/// <summary>What every store does: the conformance fixture of the seam. Messages are written as <c>position:text</c>.</summary>
public abstract class MessageStoreTests : MessageStoreFixture
{
    [Test]
    public void A_new_store_is_empty_and_in_good_order()
    {
        Assert.That(Contents.Queues, Is.Empty);
        Assert.That(Contents.DuplicateIds, Is.Empty);
        Assert.That(Contents.NextPosition, Is.EqualTo(1));
        Assert.That(Contents.NextQueue, Is.EqualTo(1));
        Assert.That(Contents.WasClosedCleanly);
    }

    [Test]
    public async Task It_knows_whether_it_was_closed_in_good_order([Values] bool cleanly)
    {
        await ReopenAsync(cleanly);
        Assert.That(Contents.WasClosedCleanly, Is.EqualTo(cleanly));
        await ReopenAsync(!cleanly);
        Assert.That(Contents.WasClosedCleanly, Is.EqualTo(!cleanly));
    }

    [Test]
    public async Task What_one_has_open_another_cannot_open()
    {
        IStompMessageStore other = CreateStore();
        await using (other)
        {
            StompStoreException? failure = Assert.CatchAsync<StompStoreException>(async () => await other.OpenAsync(null, CancellationToken.None));
            Assert.That(failure!.Failure, Is.EqualTo(StompStoreFailure.Locked));
        }

        await CommitAsync(Queue(1)); // and takes nothing away from the one that has it
        await ReopenAsync(cleanly: true);
        Assert.That(Contents.Queues, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Queues_are_there_again_with_all_that_was_said_of_them([Values] bool cleanly)
    {
        string anyOctets = string.Concat(Enumerable.Range(0, 256).Select(octet => (char)octet));
        await CommitAsync(Queue(1, "/queue/a", 3, anyOctets), Queue(2, anyOctets, -7));
        await CommitAsync(Queue(5, "/queue/a"), batch => batch.RedefineQueue(2, Octets("new")), batch => batch.RedefineQueue(99, Octets("nothing")));
        await ReopenAsync(cleanly);
        Assert.That(
            Contents.Queues.Select(queue =>
                $"{queue.Id} {queue.Kind} {MemoryStorage.ToText(queue.Name)} {MemoryStorage.ToText(queue.Definition)}"),
            Is.EquivalentTo([$"1 3 /queue/a {anyOctets}", $"2 -7 {anyOctets} new", "5 1 /queue/a "]));
        Assert.That(Contents.Queues.SelectMany(queue => queue.Priorities), Is.Empty);
    }

    [Test]
    public async Task Messages_are_there_again_as_they_were([Values] bool cleanly)
    {
        string large = new('x', 2_000_000);
        string anyOctets = string.Concat(Enumerable.Range(0, 256).Select(octet => (char)octet));
        await CommitAsync(Queue(1), Message(1, 1, anyOctets, priority: 0, expires: 5_000_000_000_000, deliveries: 7), Message(1, 2, ""), Message(1, 3, large));
        await ReopenAsync(cleanly);
        StoredMessage first = (await ReadAsync(1, priority: 0)).Single();
        Assert.That(first.Info, Is.EqualTo(new StoredMessageInfo(1, 1, 0, 5_000_000_000_000, 0, 7)));
        Assert.That(first.Text, Is.EqualTo(anyOctets));
        Assert.That((await ReadAsync(1)).Select(message => message.Text), Is.EqualTo(["", large]));
    }

    [Test]
    public async Task The_opening_counts_messages_by_priority_and_delayed_ones_apart([Values] bool cleanly)
    {
        await CommitAsync(
            Queue(1),
            Queue(2),
            Message(1, 10, "123", priority: 0),
            Message(2, 11, "1"),
            Message(1, 12, "12", priority: 9),
            Message(1, 13, "12345", priority: 0),
            Message(1, 14, "1234", priority: 9, due: 1),
            Message(1, 15, "", priority: 5));
        await ReopenAsync(cleanly);
        StoredQueue queue = Contents.Queues.Single(queue => queue.Id == 1);
        Assert.That(
            queue.Priorities,
            Is.EqualTo([new StoredPriority(0, 2, 8, 10, 13), new StoredPriority(5, 1, 0, 15, 15), new StoredPriority(9, 1, 2, 12, 12)]));
        Assert.That((queue.DelayedMessages, queue.DelayedOctets), Is.EqualTo((1, 4)));
        Assert.That(Contents.Queues.Single(queue => queue.Id == 2).Priorities, Is.EqualTo([new StoredPriority(4, 1, 1, 11, 11)]));
    }

    [Test]
    public async Task A_batch_that_contradicts_what_is_stored_is_rejected_as_a_whole_and_the_store_goes_on()
    {
        await CommitAsync(Queue(1), Message(1, 5, "a"), batch => batch.SetValue(Octets("k"), Octets("v")));
        StompStoreException failure = await CommitFailsAsync(
            Removal(1, 5),
            Queue(2),
            Message(2, 6, "b"),
            batch => batch.SetValue(Octets("k"), Octets("w")),
            batch => batch.AddDuplicateId(1, Octets("id"), 1),
            Message(2, 6, "c"));
        Assert.That(failure.Failure, Is.EqualTo(StompStoreFailure.Rejected));
        Assert.That(failure.IsTransient, Is.False);
        Assert.That((await CommitFailsAsync(Message(1, 7), Queue(1))).Failure, Is.EqualTo(StompStoreFailure.Rejected));

        Assert.That(await ReadTextsAsync(1), Is.EqualTo(["5:a"]));
        Assert.That(await ReadValuesAsync(""), Is.EqualTo(["k=v"]));
        await CommitAsync(Message(1, 7, "d"));
        await ReopenAsync(cleanly: true);
        Assert.That(Contents.Queues.Single().Id, Is.EqualTo(1));
        Assert.That(Contents.DuplicateIds, Is.Empty);
        Assert.That(Contents.NextQueue, Is.EqualTo(2));
        Assert.That(await ReadTextsAsync(1), Is.EqualTo(["5:a", "7:d"]));
    }

    [Test]
    public async Task Operations_are_applied_in_their_order()
    {
        await CommitAsync(
            Queue(1, definition: "old"),
            Message(1, 1),
            Removal(1, 1),
            Message(1, 2),
            Update(1, 2, deliveries: 1),
            Update(1, 2, deliveries: 2),
            batch => batch.RedefineQueue(1, Octets("new")),
            Queue(2),
            Message(2, 3),
            batch => batch.DeleteQueue(2),
            batch => batch.SetValue(Octets("a"), Octets("1")),
            batch => batch.RemoveValue(Octets("a")),
            batch => batch.RemoveValue(Octets("b")),
            batch => batch.SetValue(Octets("b"), Octets("2")));
        await ReopenAsync(cleanly: false);
        Assert.That(MemoryStorage.ToText(Contents.Queues.Single().Definition), Is.EqualTo("new"));
        Assert.That((await ReadAsync(1)).Select(message => message.Info), Is.EqualTo([new StoredMessageInfo(1, 2, 4, DeliveryCount: 2)]));
        Assert.That(await ReadAsync(2), Is.Empty);
        Assert.That(await ReadValuesAsync(""), Is.EqualTo(["b=2"]));
    }

    [Test]
    public async Task A_message_is_removed_by_queue_and_position_and_one_that_is_not_there_is_nothing()
    {
        await CommitAsync(Queue(1), Queue(2), Message(1, 1), Message(2, 2), Message(1, 3));
        await CommitAsync(Removal(1, 1), Removal(1, 2), Removal(1, 4), Removal(3, 3));
        Assert.That(await ReadTextsAsync(1), Is.EqualTo(["3:m"]));
        Assert.That(await ReadTextsAsync(2), Is.EqualTo(["2:m"]));
        await CommitAsync(Removal(1, 1), Removal(1, 3));
        Assert.That(await ReadTextsAsync(1), Is.Empty);
    }

    [Test]
    public async Task An_update_sets_deliveries_and_due_time_and_leaves_the_rest()
    {
        await CommitAsync(Queue(1), Message(1, 1, "a", priority: 7, expires: 100), Message(1, 2, "b", priority: 7), Message(1, 3, "c", priority: 7));
        await CommitAsync(Update(1, 1, deliveries: 3, due: 50), Update(1, 3, deliveries: 1000), Update(2, 2, deliveries: 9), Update(1, 9, deliveries: 9));
        Assert.That(await ReadTextsAsync(1, priority: 7), Is.EqualTo(["2:b", "3:c"]));
        Assert.That((await ReadAsync(1, priority: 7)).Select(message => message.Info.DeliveryCount), Is.EqualTo([0, 1000]));

        await CommitAsync(Update(1, 1, deliveries: 3));
        StoredMessageList messages = await ReadAsync(1, priority: 7);
        Assert.That(messages[0].Info, Is.EqualTo(new StoredMessageInfo(1, 1, 7, 100, 0, 3)), "back at its place");
        Assert.That(messages.Select(message => message.Text), Is.EqualTo(["a", "b", "c"]));
    }

    [TestCase(10)]
    [TestCase(5000)]
    public async Task A_deleted_queue_takes_its_messages_along_and_no_others(int count)
    {
        await CommitAsync(Queue(1), Queue(2), Message(2, 1, "other", expires: 5), Message(1, 2, due: 5), Message(1, 3, expires: 5));
        await CommitAsync([.. Enumerable.Range(4, count).Select(position => Message(1, position, priority: position % 10))]);
        await CommitAsync(batch => batch.DeleteQueue(1), batch => batch.DeleteQueue(99));
        for (int opening = 0; opening < 2; opening++)
        {
            for (int priority = 0; priority <= 9; priority++)
            {
                Assert.That(await ReadAsync(1, priority), Is.Empty);
            }

            var messages = new StoredMessageList();
            await Store.ReadDueAsync(10, NoLimit, messages, CancellationToken.None);
            await Store.ReadExpiringAsync(10, NoLimit, messages, CancellationToken.None);
            Assert.That(messages.Select(message => message.Text), Is.EqualTo(["other"]));
            await ReopenAsync(cleanly: opening == 0);
            Assert.That(Contents.Queues.Select(queue => queue.Id), Is.EqualTo([2]));
        }
    }

    [Test]
    public async Task A_message_for_a_queue_that_is_not_there_is_never_read()
    {
        await CommitAsync(Queue(1), batch => batch.DeleteQueue(1));
        await CommitAsync(Message(1, 1, expires: 5), Message(2, 2, due: 5), Message(2, 3));
        for (int opening = 0; opening < 2; opening++)
        {
            var messages = new StoredMessageList();
            await Store.ReadDueAsync(10, NoLimit, messages, CancellationToken.None);
            await Store.ReadExpiringAsync(10, NoLimit, messages, CancellationToken.None);
            Assert.That(messages, Is.Empty);
            Assert.That(await ReadAsync(1), Is.Empty);
            Assert.That(await ReadAsync(2), Is.Empty);
            await ReopenAsync(cleanly: false);
            Assert.That(Contents.Queues, Is.Empty);
        }
    }

    [Test]
    public async Task Positions_and_queue_ids_are_never_given_again([Values] bool cleanly)
    {
        await CommitAsync(Queue(1), Queue(7), Message(7, 1), Message(7, 3_000_000_000_000));
        await CommitAsync(Removal(7, 3_000_000_000_000), batch => batch.DeleteQueue(7));
        await ReopenAsync(cleanly);
        Assert.That(Contents.NextPosition, Is.GreaterThan(3_000_000_000_000));
        Assert.That(Contents.NextQueue, Is.EqualTo(8));
        long position = Contents.NextPosition;
        await CommitAsync(Message(1, position));
        await CommitAsync(Removal(1, position));
        await ReopenAsync(cleanly);
        Assert.That(Contents.NextPosition, Is.GreaterThan(position));
        Assert.That(Contents.NextQueue, Is.EqualTo(8));
    }

    [Test]
    public async Task After_a_clean_end_positions_go_on_where_they_were()
    {
        await CommitAsync(Queue(1), Message(1, 1), Message(1, 2));
        await ReopenAsync(cleanly: true);
        Assert.That(Contents.NextPosition, Is.EqualTo(3));
        await ReopenAsync(cleanly: true);
        Assert.That(Contents.NextPosition, Is.EqualTo(3));
    }

    [TestCase(1, 1, 100, "1", true)]
    [TestCase(1, 3, 100, "1 2 3", true)]
    [TestCase(1, 5, 100, "1 2 3 5 6", false)]
    [TestCase(2, 2, 100, "2 3", true)]
    [TestCase(4, 2, 100, "5 6", false)]
    [TestCase(7, 2, 100, "", false)]
    [TestCase(1, 10, 20, "1 2", true)]
    [TestCase(1, 10, 19, "1", true)]
    [TestCase(1, 10, 0, "1", true)]
    [TestCase(6, 10, 0, "6", false)]
    public async Task A_read_begins_at_a_position_ends_at_its_limits_and_says_whether_there_is_more(
        long from, int messages, long octets, string expected, bool expectedMore)
    {
        const string Ten = "0123456789";
        await CommitAsync(Queue(1), Queue(2), Message(1, 1, Ten), Message(1, 2, Ten), Message(1, 3, Ten), Message(2, 4, Ten), Message(1, 5, Ten), Message(1, 6, Ten));
        await CommitAsync(Message(1, 7, Ten, priority: 5), Message(1, 8, Ten, due: 1));
        var list = new StoredMessageList();
        bool more = await Store.ReadAsync(1, 4, from, new StoreReadLimit(messages, octets), list, CancellationToken.None);
        Assert.That(string.Join(' ', list.Select(message => message.Position)), Is.EqualTo(expected));
        Assert.That(more, Is.EqualTo(expectedMore));
    }

    [Test]
    public async Task A_receiver_that_wants_no_more_gets_no_more()
    {
        await CommitAsync(Queue(1), Message(1, 1), Message(1, 2), Message(1, 3));
        var two = new StoredMessageList(wanted: 2);
        Assert.That(await Store.ReadAsync(1, 4, 1, NoLimit, two, CancellationToken.None));
        Assert.That(two, Has.Count.EqualTo(2));
        var three = new StoredMessageList(wanted: 3);
        Assert.That(await Store.ReadAsync(1, 4, 1, NoLimit, three, CancellationToken.None), Is.False);
    }

    [Test]
    public async Task What_a_receiver_throws_comes_out_of_the_read_and_the_store_goes_on()
    {
        await CommitAsync(Queue(1), Message(1, 1), Message(1, 2));
        for (int i = 0; i < 5; i++)
        {
            Assert.CatchAsync<NotSupportedException>(async () => await Store.ReadAsync(1, 4, 1, NoLimit, new Thrower(), CancellationToken.None));
        }

        Assert.That(await ReadAsync(1), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Delayed_messages_are_read_by_their_due_time_over_all_queues()
    {
        await CommitAsync(Queue(1), Queue(2), Message(1, 1, due: 300), Message(2, 2, due: 100), Message(1, 3), Message(1, 4, due: 200), Message(1, 5, due: 301));
        var messages = new StoredMessageList();
        Assert.That(await Store.ReadDueAsync(300, NoLimit, messages, CancellationToken.None), Is.False);
        Assert.That(messages.Select(message => message.Position), Is.EqualTo([2, 4, 1]));
        messages.Clear();
        Assert.That(await Store.ReadDueAsync(300, new StoreReadLimit(2, 100), messages, CancellationToken.None));
        Assert.That(messages.Select(message => message.Position), Is.EqualTo([2, 4]));
        Assert.That(messages[0].Info, Is.EqualTo(new StoredMessageInfo(2, 2, 4, 0, 100)));
        Assert.That(messages[0].Text, Is.EqualTo("m"));
        messages.Clear();
        await Store.ReadDueAsync(99, NoLimit, messages, CancellationToken.None);
        Assert.That(messages, Is.Empty);
    }

    [Test]
    public async Task Messages_that_expire_are_read_by_their_time_over_all_queues_and_stay()
    {
        await CommitAsync(Queue(1), Queue(2), Message(1, 1, expires: 300), Message(2, 2, expires: 100), Message(1, 3), Message(1, 4, expires: 200, due: 5000));
        for (int i = 0; i < 2; i++)
        {
            var messages = new StoredMessageList();
            Assert.That(await Store.ReadExpiringAsync(200, NoLimit, messages, CancellationToken.None), Is.False);
            Assert.That(messages.Select(message => message.Position), Is.EqualTo([2, 4]));
        }
    }

    [Test]
    public async Task Ids_for_the_detection_of_duplicates_stay_until_they_are_removed([Values] bool cleanly)
    {
        await CommitAsync(
            Queue(1),
            batch => batch.AddDuplicateId(1, Octets("a\0ÿ"), 100),
            batch => batch.AddDuplicateId(1, Octets("a\0ÿ"), 100),
            batch => batch.AddDuplicateId(2, Octets("b"), 200),
            batch => batch.AddDuplicateId(1, Octets("c"), 201));
        await ReopenAsync(cleanly);
        Assert.That(Describe(), Is.EquivalentTo(["1 a\0ÿ 100", "2 b 200", "1 c 201"]));
        await CommitAsync(batch => batch.RemoveExpiredDuplicateIds(200));
        await ReopenAsync(cleanly);
        Assert.That(Describe(), Is.EqualTo(["1 c 201"]));

        IEnumerable<string> Describe() => Contents.DuplicateIds.Select(id =>
            string.Create(CultureInfo.InvariantCulture, $"{id.Queue} {MemoryStorage.ToText(id.Id)} {id.Expires}"));
    }

    [Test]
    public async Task Named_values_are_set_replaced_removed_and_read_one_or_by_prefix([Values] bool cleanly)
    {
        await CommitAsync(
            batch => batch.SetValue(Octets("/topic/b"), Octets("1")),
            batch => batch.SetValue(Octets("/topic/a"), Octets("2")),
            batch => batch.SetValue(Octets("/topic"), Octets("")),
            batch => batch.SetValue(Octets("ÿ"), Octets("3")),
            batch => batch.SetValue(Octets("ÿÿ\0"), Octets("4")),
            batch => batch.SetValue(Octets("/other"), Octets("5")));
        await CommitAsync(batch => batch.SetValue(Octets("/topic/b"), Octets("6")), batch => batch.RemoveValue(Octets("/other")));
        await ReopenAsync(cleanly);
        Assert.That(await ReadValuesAsync("/topic/"), Is.EqualTo(["/topic/a=2", "/topic/b=6"]));
        Assert.That(await ReadValuesAsync("ÿ"), Is.EqualTo(["ÿ=3", "ÿÿ\0=4"]));
        Assert.That(await ReadValuesAsync(""), Is.EqualTo(["/topic=", "/topic/a=2", "/topic/b=6", "ÿ=3", "ÿÿ\0=4"]));
        Assert.That(await ReadValuesAsync("/z"), Is.Empty);
        var one = new StoredValueList(wanted: 1);
        await Store.ReadValuesAsync(Octets("/topic/"), one, CancellationToken.None);
        Assert.That(one, Is.EqualTo(["/topic/a=2"]));

        Assert.That(await Store.ReadValueAsync(Octets("/topic"), CancellationToken.None), Is.Empty);
        Assert.That(await Store.ReadValueAsync(Octets("/topic/b"), CancellationToken.None), Is.EqualTo(Octets("6")));
        Assert.That(await Store.ReadValueAsync(Octets("/topic/"), CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task A_cleared_batch_is_used_again_and_cancelled_operations_are_skipped()
    {
        var batch = new StoreBatch();
        Queue(1)(batch);
        Message(1, 1)(batch);
        await Store.CommitAsync(batch);
        batch.Clear();
        Assert.That((batch.Count, batch.Octets, batch.Operations.Length), Is.EqualTo((0, 0L, 0)));
        Message(1, 2, "ab")(batch);
        Message(1, 3, "abc")(batch);
        batch.Cancel(0);
        Assert.That((batch.Count, batch.Octets), Is.EqualTo((1, 3L)));
        await Store.CommitAsync(batch);
        Assert.That(await ReadTextsAsync(1), Is.EqualTo(["1:m", "3:abc"]));
    }

    [Test]
    public async Task An_empty_batch_is_taken()
    {
        await CommitAsync();
        await ReopenAsync(cleanly: false);
        Assert.That(Contents.Queues, Is.Empty);
    }

    [Test]
    public async Task A_read_beside_commits_sees_each_as_a_whole()
    {
        const int Size = 10;
        await CommitAsync(Queue(1));
        Task writing = Task.Run(async () =>
        {
            for (int i = 0; i < 100; i++)
            {
                int first = (i * Size) + 1;
                await CommitAsync([.. Enumerable.Range(first, Size).Select(position => Message(1, position))]);
                if (i % 3 == 2)
                {
                    await CommitAsync([.. Enumerable.Range(first, Size).Select(position => Removal(1, position))]);
                }
            }
        });
        int reads = 0;
        while (!writing.IsCompleted)
        {
            Assert.That((await ReadAsync(1)).Count % Size, Is.Zero);
            reads++;
        }

        await writing;
        Assert.That(reads, Is.Positive);
        Assert.That(await ReadAsync(1), Has.Count.EqualTo(67 * Size));
    }

    [Test]
    public async Task A_read_that_is_cancelled_ends()
    {
        await CommitAsync(Queue(1), Message(1, 1), Message(1, 2));
        using var cancellation = new CancellationTokenSource();
        var receiver = new Canceller(cancellation);
        Assert.CatchAsync<OperationCanceledException>(async () => await Store.ReadAsync(1, 4, 1, NoLimit, receiver, cancellation.Token));
        Assert.That(receiver.Received, Is.EqualTo(1));
        Assert.That(await ReadAsync(1), Has.Count.EqualTo(2));
    }

    private sealed class Thrower : IStoredMessageReceiver
    {
        public bool Receive(in StoredMessageInfo message, ReadOnlySpan<byte> octets) => throw new NotSupportedException();
    }

    private sealed class Canceller(CancellationTokenSource cancellation) : IStoredMessageReceiver
    {
        public int Received { get; private set; }

        public bool Receive(in StoredMessageInfo message, ReadOnlySpan<byte> octets)
        {
            Received++;
            cancellation.Cancel();
            return true;
        }
    }
}
