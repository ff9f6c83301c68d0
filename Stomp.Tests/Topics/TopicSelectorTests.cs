using NUnit.Framework;
using Stomp.Broker.Policies;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Topics;

/// <summary>Subscriptions to topics that want some messages and not others.</summary>
[TestFixture("auto")]
[TestFixture("client")]
public sealed class TopicSelectorTests(string ack) : BrokerFixture
{
    [TestCase("/topic/a")]
    [TestCase("/topic/*")]
    [TestCase("/topic/a,/topic/b.*")]
    public async Task Each_subscription_gets_what_it_selects(string destination)
    {
        string mode = destination.Contains(',', StringComparison.Ordinal) && ack == "client" ? "client-individual" : ack;
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(
            Wire.Subscribe("1", destination, mode, "selector:price > 5\n"), Wire.Subscribe("2", "/topic/a"), Wire.Subscribe("3", "/topic/a", headers: "selector:price < 5\n"));
        await client.SendAsync(Wire.Send("/topic/a", "x", "price:10\n") + Wire.Send("/topic/a", "y", "price:1\n") + Wire.Send("/topic/a", "z"));
        Assert.That(
            (await client.TakeAsync()).Select(frame => $"{frame}"), Is.EquivalentTo(["MESSAGE 1 x", "MESSAGE 2 x", "MESSAGE 2 y", "MESSAGE 2 z", "MESSAGE 3 y"]));
    }

    [Test]
    public async Task It_holds_for_retained_and_earlier_messages_too()
    {
        Start(options => options.Policies.Add(new StompDestinationPolicy { Destination = "/topic/kept", ReplayMessages = 10 }));
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(
            Wire.Send("/topic/a", "1", "retain:set\nprice:1\n"),
            Wire.Send("/topic/b", "2", "retain:set\nprice:9\n"),
            Wire.Send("/topic/kept", "3", "price:1\n"),
            Wire.Send("/topic/kept", "4", "price:9\n"));
        await client.SendAsync(Wire.Subscribe("1", "/topic/*", ack, "selector:price > 5\n") + Wire.Subscribe("2", "/topic/kept", ack, "selector:price > 5\nfrom-seq:0\n"));
        await client.ExpectAsync("MESSAGE 1 2", "MESSAGE 2 4");
    }

    [Test]
    public async Task A_shared_durable_subscription_changes_its_selector_and_keeps_what_it_has()
    {
        const string Durable = "persistent:true\n";
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(
            Wire.Subscribe("d", "/topic/a", ack, Durable + "selector:price > 5\n"), Wire.Unsubscribe("d"), Wire.Send("/topic/a", "1", "price:9\n"), Wire.Send("/topic/a", "2", "price:1\n"));
        Assert.That(Broker.Engine.DurableSubscriptions.GetAll().Single().Selector, Is.EqualTo("price > 5"));
        await client.SendAsync(Wire.Subscribe("d", "/topic/a", ack, Durable + "selector:price < 5\n") + Wire.Send("/topic/a", "3", "price:9\n") + Wire.Send("/topic/a", "4", "price:1\n"));
        await client.ExpectAsync("MESSAGE d 1", "MESSAGE d 4");
    }

    [Test]
    public async Task Another_selector_makes_a_clients_durable_subscription_another_one()
    {
        const string Durable = "activemq.subscriptionName:prices\n";
        WireClient client = await Broker.ConnectAsync(headers: "client-id:desk\n");
        await client.DoAsync(
            Wire.Subscribe("d", "/topic/a", ack, Durable + "selector:price > 5\n"), Wire.Unsubscribe("d"), Wire.Send("/topic/a", "1", "price:9\n"));
        await client.SendAsync(Wire.Subscribe("d", "/topic/a", ack, Durable + "selector:price > 6\n") + Wire.Send("/topic/a", "2", "price:9\n"));
        await client.ExpectAsync("MESSAGE d 2");
    }

    [Test]
    public async Task A_users_destination_has_it_too()
    {
        Start(options =>
        {
            options.Users.GetName = _ => "ann";
            options.Users.AllowClientSend = true;
        });
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/user/queue/a", ack, "selector:price > 5\n"));
        await client.SendAsync(Wire.Send("/user/ann/queue/a", "1", "price:1\n") + Wire.Send("/user/ann/queue/a", "2", "price:9\n"));
        await client.ExpectAsync("MESSAGE 1 2");
    }

    [Test]
    public async Task A_mistake_in_it_is_refused_with_its_place()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Subscribe("1", "/topic/a", ack, "selector:price >\n"));
        await client.ExpectErrorAsync("selector");
    }
}
