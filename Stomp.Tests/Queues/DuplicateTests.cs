using NUnit.Framework;
using Stomp.Broker.Policies;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Queues;

/// <summary>A second message with the id of one that came shortly before is taken for the same, and not queued.</summary>
public sealed class DuplicateTests : BrokerFixture
{
    private const string Queue = "/queue/a";

    [TestCase("_AMQ_DUPL_ID")] // Artemis
    [TestCase("x-deduplication-header")] // RabbitMQ's plug-in
    [TestCase("deduplication-id")]
    public async Task It_is_answered_as_if_it_were_taken(string header)
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Subscribe("1", Queue));
        await client.SendAsync(
            Wire.Send(Queue, "1", $"{header}:a\n") + Wire.Send(Queue, "2", $"{header}:b\n") + Wire.Send(Queue, "again", $"{header}:a\nreceipt:r\n")
            + Wire.Send("/queue/other", "elsewhere", $"{header}:a\n") + Wire.Subscribe("2", "/queue/other"));
        await client.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 2", "RECEIPT r", "MESSAGE 2 elsewhere");
        await client.DoAsync(Wire.Unsubscribe("1"), Wire.Unsubscribe("2"));
        Time.Advance(301_000);
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task The_ids_outlast_the_messages_until_the_window_is_over()
    {
        Start(options => options.Policies.Add(new StompDestinationPolicy { Destination = Queue, DuplicateWindow = TimeSpan.FromSeconds(10) }));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send(Queue, "1", "deduplication-id:a\n") + Wire.Subscribe("1", Queue));
        await client.ExpectAsync("MESSAGE 1 1");
        await client.DoAsync(Wire.Unsubscribe("1"));
        Assert.That(Broker.Engine.QueueCount, Is.EqualTo(1));
        Time.Advance(9_000);
        await client.DoAsync(Wire.Send(Queue, "2", "deduplication-id:a\n"), Wire.Subscribe("2", Queue));
        await client.DoAsync(Wire.Unsubscribe("2"));
        Time.Advance(1_100);
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
        await client.SendAsync(Wire.Send(Queue, "3", "deduplication-id:a\n") + Wire.Subscribe("3", Queue));
        await client.ExpectAsync("MESSAGE 3 3");
        await client.DoAsync(Wire.Unsubscribe("3"));
        Time.Advance(11_000);
    }

    [Test]
    public async Task It_counts_for_a_transaction_when_that_is_committed()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(
            Wire.Begin("t") + Wire.Send(Queue, "1", "transaction:t\ndeduplication-id:a\n") + Wire.Send(Queue, "2", "transaction:t\ndeduplication-id:a\n")
            + Wire.Send(Queue, "3", "deduplication-id:a\n") + Wire.Commit("t") + Wire.Subscribe("1", Queue));
        await client.ExpectAsync("MESSAGE 1 3");
        await client.DoAsync(Wire.Unsubscribe("1"));
        Time.Advance(301_000);
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }
}
