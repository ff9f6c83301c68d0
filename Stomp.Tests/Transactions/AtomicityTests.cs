using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Transactions;

/// <summary>All that can be in a transaction is done together, or not at all.</summary>
[TestFixture("1.1")]
[TestFixture("1.2")]
public sealed class AtomicityTests(string version) : BrokerFixture
{
    private const string In = "transaction:t\n";

    [TestCase(false)]
    [TestCase(true)]
    public async Task Sends_of_all_kinds_acks_and_nacks_are_applied_together(bool isFull)
    {
        Start(options => options.Limits.MaxQueueBytes = 250);
        WireClient receiver = await Broker.ConnectAsync(version);
        await receiver.DoAsync(Wire.Subscribe("t", "/topic/a"), Wire.Subscribe("q", "/queue/list"));
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.SendMany("/queue/a", 1, 3) + Wire.Subscribe("1", "/queue/a", "client-individual"));
        List<WireFrame> messages = await client.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 2", "MESSAGE 1 3");
        await client.DoAsync(
            Wire.Begin("t"),
            Wire.Send("/topic/a,/queue/list", "list", In),
            Wire.Send("/temp-queue/x", "temporary", In),
            Wire.Send("/queue/later", "later", In + "x-delay:1000\n"),
            Wire.Ack(messages[0], In),
            Wire.Nack(messages[1], In + "action:discard\n"),
            Wire.Nack(messages[2], In),
            isFull ? Wire.Send("/queue/b", new string('x', 250), In) : "");
        await receiver.ExpectAsync();
        await client.SendAsync(Wire.Commit("t", "receipt:c\nreceipt-mode:status\n"));
        if (isFull)
        {
            Assert.That((await client.ExpectAsync("RECEIPT c"))[0]["status"], Is.EqualTo("rejected"));
            await receiver.ExpectAsync();
            Assert.That(Broker.Engine.ScheduledCount, Is.Zero);
            await client.DoAsync([.. messages.Select(static message => Wire.Ack(message))]);
            await client.DoAsync(Wire.Subscribe("2", "/temp-queue/x"));
            return;
        }

        List<WireFrame> frames = await client.ExpectAsync("MESSAGE 1 3 (redelivered)", "RECEIPT c");
        Assert.That(frames[1]["status"], Is.EqualTo("accepted"));
        await client.DoAsync(Wire.Ack(frames[0]), Wire.Unsubscribe("1"));
        await receiver.ExpectAsync("MESSAGE t list", "MESSAGE q list");
        await client.SendAsync(Wire.Subscribe("2", "/temp-queue/x") + Wire.Subscribe("3", "/queue/later"));
        await client.ExpectAsync("MESSAGE 2 temporary");
        Time.Advance(1100);
        await client.ExpectAsync("MESSAGE 3 later");
    }
}
