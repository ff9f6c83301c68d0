using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Queues;

/// <summary>Messages that were on their way to a consumer that has gone.</summary>
public sealed class UnsentMessageTests : BrokerFixture
{
    [Test]
    public async Task Those_that_come_back_when_the_queue_was_gone_are_kept_until_they_are_consumed()
    {
        const int Count = 6;
        WireClient leaving = await Broker.ConnectAsync(window: 1000);
        WireClient sender = await Broker.ConnectAsync();
        await leaving.DoAsync(Wire.Subscribe("1", "/queue/a"));
        for (int i = 0; i < Count; i++)
        {
            await sender.DoAsync(Wire.Send("/queue/a", $"{i}".PadRight(2000)));
        }

        // It says that it goes, and does not read what was on its way: the time to close ends it.
        await leaving.SendAsync(Wire.Disconnect());
        Assert.That(SpinWait.SpinUntil(() => Broker.Engine.QueueCount == 0, Patience), Is.True);
        Assert.That(SpinWait.SpinUntil(() => AdvanceUntilEnded(leaving), Patience), Is.True);
        Assert.That(Broker.Engine.QueueCount, Is.EqualTo(1));

        WireClient refusing = await Broker.ConnectAsync();
        await refusing.SendAsync(Wire.Subscribe("1", "/queue/a", "client"));
        List<WireFrame> back = await refusing.TakeAsync();
        Assert.That(back, Is.Not.Empty);
        await refusing.SendAsync(Wire.Disconnect());
        await refusing.ExpectEndAsync();

        WireClient last = await Broker.ConnectAsync();
        await last.SendAsync(Wire.Subscribe("1", "/queue/a"));
        Assert.That((await last.TakeAsync()).Select(frame => frame.Body), Is.EquivalentTo(back.Select(frame => frame.Body)));
    }

    [Test]
    public async Task None_follows_the_receipt_of_DISCONNECT()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send("/queue/a", "m") + Wire.Subscribe("1", "/queue/a", "client"));
        WireFrame message = (await client.TakeAsync()).Single();

        // The ACK is undone when the session ends; the message must not go to its other subscription then.
        await client.SendAsync(
            Wire.Begin("t") + Wire.Ack(message, "transaction:t\n") + Wire.Unsubscribe("1")
            + Wire.Subscribe("2", "/queue/a") + Wire.Disconnect("receipt:r\n"));
        Assert.That((await client.ReadAsync()).ToString(), Is.EqualTo("RECEIPT r"));
        await client.ExpectEndAsync();
        Broker.QueuesLeft = Broker.MessagesLeft = 1;
    }

    private bool AdvanceUntilEnded(WireClient client)
    {
        Time.Advance(1000);
        return client.Session.IsCompleted;
    }
}
