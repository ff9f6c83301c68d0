using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Topics;

/// <summary>Fan-out, and the life of subscriptions.</summary>
[TestFixture("1.0")]
[TestFixture("1.1")]
[TestFixture("1.2")]
public sealed class TopicTests(string version) : BrokerFixture
{
    [Test]
    public async Task Every_subscription_gets_every_message_in_order()
    {
        WireClient[] receivers = [await Broker.ConnectAsync(version), await Broker.ConnectAsync("1.0"), await Broker.ConnectAsync("1.2")];
        foreach (WireClient receiver in receivers)
        {
            await receiver.DoAsync(Wire.Subscribe("1", "/topic/a"), Wire.Subscribe("other", "/topic/b"));
        }

        WireClient sender = await Broker.ConnectAsync(version);
        await sender.DoAsync(Wire.SendMany("/topic/a", 1, 500));
        foreach (WireClient receiver in receivers)
        {
            await receiver.ExpectAsync([.. Enumerable.Range(1, 500).Select(number => $"MESSAGE 1 {number}")]);
        }
    }

    [Test]
    public async Task C87_two_subscriptions_of_one_session_get_copies_of_their_own()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"), Wire.Subscribe("2", "/topic/a"), Wire.Subscribe("3", "/topic/*"));
        await client.SendAsync(Wire.Send("/topic/a", "x"));
        List<WireFrame> frames = await client.TakeAsync();
        Assert.That(frames.Select(frame => frame.ToString()), Is.EquivalentTo(["MESSAGE 1 x", "MESSAGE 2 x", "MESSAGE 3 x"]));
    }

    [Test]
    public async Task Nothing_is_kept_for_those_who_come_later()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Send("/topic/a", "before"), Wire.Subscribe("1", "/topic/a"));
        await client.SendAsync(Wire.Send("/topic/a", "after"));
        await client.ExpectAsync("MESSAGE 1 after");
    }

    [Test]
    public async Task C84_two_connections_may_use_the_same_id()
    {
        WireClient one = await Broker.ConnectAsync(version);
        WireClient two = await Broker.ConnectAsync(version);
        await one.DoAsync(Wire.Subscribe("1", "/topic/a"));
        await two.DoAsync(Wire.Subscribe("1", "/topic/a"), Wire.Unsubscribe("1"));
        await two.DoAsync(Wire.Send("/topic/a", "x"));
        await one.ExpectAsync("MESSAGE 1 x");
    }

    [Test]
    public async Task C91_an_id_may_be_used_again_after_unsubscribe()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"), Wire.Unsubscribe("1"), Wire.Send("/topic/a", "nobody"), Wire.Subscribe("1", "/topic/b"));
        await client.SendAsync(Wire.Send("/topic/a", "nobody") + Wire.Send("/topic/b", "x"));
        await client.ExpectAsync("MESSAGE 1 x");
    }

    [Test]
    public async Task C83_a_second_subscription_with_the_id_of_a_live_one_is_refused()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"));
        await client.SendAsync(Wire.Subscribe("1", "/topic/b", headers: "receipt:r\n"));
        await client.ExpectErrorAsync("id");
    }

    [Test]
    public async Task C82_C90_C108_1_0_subscribes_and_unsubscribes_by_destination()
    {
        WireClient client = await Broker.ConnectAsync("1.0");
        await client.DoAsync("SUBSCRIBE\ndestination:/topic/a\n\n\0");
        await client.SendAsync(Wire.Send("/topic/a", "x"));
        await client.ExpectAsync("MESSAGE - x");
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"), "UNSUBSCRIBE\ndestination:/topic/a\n\n\0");
        await client.SendAsync(Wire.Send("/topic/a", "y"));
        await client.ExpectAsync("MESSAGE 1 y");
        await client.DoAsync("UNSUBSCRIBE\ndestination:/topic/a\n\n\0", Wire.Send("/topic/a", "z"));
        await client.SendAsync("SUBSCRIBE\ndestination:/topic/a\n\n\0SUBSCRIBE\ndestination:/topic/a\n\n\0");
        await client.ExpectErrorAsync("already");
    }

    [Test]
    public async Task C88_no_message_follows_the_receipt_of_unsubscribe_while_others_publish()
    {
        using var stop = new CancellationTokenSource();
        Task hammering = HammerAsync("/topic/a", stop.Token);
        WireClient client = await Broker.ConnectAsync(version, window: 1 << 24);
        for (int i = 0; i < 100; i++)
        {
            await client.SendAsync(Wire.Subscribe("1", "/topic/a"));
            await client.ReadAsync();
            await client.SendAsync(Wire.Unsubscribe("1", $"receipt:{i}\n"));
            while ((await client.ReadAsync()).Command != "RECEIPT")
            {
            }

            await client.ExpectAsync();
        }

        await stop.CancelAsync();
        await hammering.WaitAsync(Patience);
    }

    [TestCase("/topic/a", "auto")]
    [TestCase("/topic/a", "client")]
    [TestCase("/queue/a", "auto")]
    [TestCase("/queue/a", "client")]
    public async Task C131_receipt_of_subscribe_comes_before_the_first_message(string destination, string ack)
    {
        using var stop = new CancellationTokenSource();
        Task hammering = HammerAsync(destination, stop.Token);
        WireClient client = await Broker.ConnectAsync(version, window: 1 << 24);
        for (int i = 0; i < 100; i++)
        {
            await client.SendAsync(Wire.Send(destination) + Wire.Subscribe("1", destination, ack, "receipt:r\n"));
            Assert.That((await client.ReadAsync()).ToString(), Is.EqualTo("RECEIPT r"));
            Assert.That((await client.ReadAsync()).Command, Is.EqualTo("MESSAGE"));
            await client.SendAsync(Wire.Unsubscribe("1"));
            await client.TakeAsync();
        }

        await stop.CancelAsync();
        await hammering.WaitAsync(Patience);
        await client.SendAsync(Wire.Subscribe("rest", destination));
        await client.TakeAsync();
    }

    private Task HammerAsync(string destination, CancellationToken stop) => Task.Run(
        async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await Broker.Engine.Publisher.PublishAsync(destination, "x", cancellationToken: CancellationToken.None);
                if (Broker.Engine.QueueCount > 0)
                {
                    await Task.Delay(1, CancellationToken.None); // what a queue keeps comes again, so it must not be much
                }
            }
        },
        CancellationToken.None);
}
