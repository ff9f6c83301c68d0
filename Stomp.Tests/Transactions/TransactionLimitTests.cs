using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Transactions;

/// <summary>How much a session may keep in transactions, and a COMMIT that a queue has no place for.</summary>
public sealed class TransactionLimitTests : BrokerFixture
{
    [Test]
    public async Task So_many_transactions_may_be_open()
    {
        Start(options => options.Limits.MaxTransactions = 2);
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Begin("1") + Wire.Begin("2") + Wire.Commit("1") + Wire.Begin("3") + Wire.Begin("4"));
        await client.ExpectErrorAsync("limit of 2 open transactions");
    }

    [Test]
    public async Task So_many_frames_may_be_in_a_transaction()
    {
        Start(options => options.Limits.MaxTransactionActions = 3);
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Begin("t"), Wire.SendMany("/queue/a", 1, 3, "transaction:t\n"));
        await client.SendAsync(Wire.Send("/queue/a", "4", "transaction:t\n"));
        await client.ExpectErrorAsync("limit of 3 frames");
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [TestCase(400, 0)]
    [TestCase(0, 400)]
    public async Task So_many_octets_may_be_in_transactions_whether_in_bodies_or_headers(int bodyLength, int headerLength)
    {
        Start(options => options.Limits.MaxTransactionBytes = 1000);
        WireClient client = await Broker.ConnectAsync();
        string Message(string transaction) =>
            Wire.Send("/queue/a", new string('x', bodyLength), $"transaction:{transaction}\nk:{new string('x', headerLength)}\n");
        await client.DoAsync(Wire.Begin("t"), Wire.Begin("u"), Message("t"), Message("u"));
        await client.SendAsync(Message("t") + Message("u"));
        await client.ExpectErrorAsync("limit of 1000 octets in open transactions");
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [TestCase("1.0")]
    [TestCase("1.1")]
    [TestCase("1.2")]
    public async Task C114_a_commit_that_a_queue_has_no_place_for_is_refused_as_a_whole(string version)
    {
        Start(options => options.Limits.MaxQueueBytes = 1000);
        WireClient receiver = await Broker.ConnectAsync(version);
        await receiver.DoAsync(Wire.Subscribe("1", "/topic/a"));
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Send("/queue/acked", "x") + Wire.Subscribe("1", "/queue/acked", "client"));
        WireFrame message = (await client.ExpectAsync("MESSAGE 1 x"))[0];
        string large = new('x', 400);
        await client.DoAsync(
            Wire.Begin("t"), Wire.Ack(message, "transaction:t\n"), Wire.Send("/topic/a", "not seen", "transaction:t\n"),
            Wire.Send("/queue/b", "not kept", "transaction:t\n"), Wire.Send("/queue/a", large, "transaction:t\n"),
            Wire.Send("/queue/a", large, "transaction:t\n"), Wire.Send("/queue/a", large, "transaction:t\n"));
        await client.SendAsync(Wire.Commit("t", "receipt:r\n"));
        Assert.That((await client.ExpectErrorAsync("/queue/a is full"))["receipt-id"], Is.EqualTo("r"));
        await receiver.ExpectAsync();
        Assert.That(Broker.Engine.QueueCount, Is.EqualTo(1), "but for the message that was not acknowledged");
        await receiver.DoAsync(Wire.Send("/queue/a", large), Wire.Send("/queue/a", large)); // the places set aside are free again
        await receiver.SendAsync(Wire.Subscribe("2", "/queue/acked") + Wire.Subscribe("3", "/queue/a"));
        await receiver.ExpectAsync("MESSAGE 2 x (redelivered)", $"MESSAGE 3 {large}", $"MESSAGE 3 {large}");
    }
}
