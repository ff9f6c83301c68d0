using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Topics;

/// <summary>Durable subscriptions that belong to one client, as ActiveMQ and Artemis have them.</summary>
[TestFixture("activemq.subscriptionName")]
[TestFixture("durable-subscription-name")] // Artemis
[TestFixture("durable-subscriber-name")] // Artemis, formerly
public sealed class DurableSubscriptionOfClientTests(string header) : BrokerFixture
{
    private string Name => $"{header}:prices\n";

    [Test]
    public async Task Messages_are_kept_for_the_client_while_it_is_not_connected()
    {
        WireClient client = await Broker.ConnectAsync(headers: "client-id:desk\n");
        await client.DoAsync(Wire.Subscribe("1", "/topic/a", "client", Name));
        await client.VanishAsync();
        WireClient sender = await Broker.ConnectAsync();
        await sender.DoAsync(Wire.SendMany("/topic/a", 1, 2));
        WireClient again = await Broker.ConnectAsync(headers: "client-id:desk\n");
        await again.SendAsync(Wire.Subscribe("other", "/topic/a", "client", Name + "receipt:r\n"));
        await again.ExpectAsync("RECEIPT r", "MESSAGE other 1", "MESSAGE other 2");
    }

    [Test]
    public async Task Without_a_client_id_it_is_refused()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Subscribe("1", "/topic/a", headers: Name + "receipt:r\n"));
        WireFrame error = await client.ExpectErrorAsync("CONNECT must name that in the header 'client-id'");
        Assert.That(error["receipt-id"], Is.EqualTo("r"));
    }

    [Test]
    public async Task Another_clients_of_the_same_name_is_another()
    {
        WireClient one = await Broker.ConnectAsync(headers: "client-id:1\n");
        WireClient two = await Broker.ConnectAsync(headers: "client-id:2\n");
        await one.DoAsync(Wire.Subscribe("1", "/topic/a", headers: Name));
        await two.DoAsync(Wire.Subscribe("2", "/topic/a", headers: Name));
        await one.DoAsync(Wire.Unsubscribe("1"));
        await one.DoAsync(Wire.Send("/topic/a", "x"));
        await two.ExpectAsync("MESSAGE 2 x");
        await one.SendAsync(Wire.Subscribe("1", "/topic/a", headers: Name));
        await one.ExpectAsync("MESSAGE 1 x");
    }

    [Test]
    public async Task One_session_has_it_at_a_time()
    {
        WireClient one = await Broker.ConnectAsync(headers: "client-id:desk\n");
        await one.DoAsync(Wire.Subscribe("1", "/topic/a", headers: Name));
        WireClient two = await Broker.ConnectAsync(headers: "client-id:desk\n");
        await two.SendAsync(Wire.Subscribe("1", "/topic/a", headers: Name));
        await two.ExpectErrorAsync("another session has the durable subscription 'prices' of the client 'desk'");
        await one.DoAsync(Wire.Unsubscribe("1"));
        WireClient three = await Broker.ConnectAsync(headers: "client-id:desk\n");
        await three.DoAsync(Wire.Subscribe("1", "/topic/a", headers: Name));
    }

    [Test]
    public async Task Another_topic_makes_it_another_one()
    {
        WireClient client = await Broker.ConnectAsync(headers: "client-id:desk\n");
        await client.DoAsync(Wire.Subscribe("1", "/topic/a", headers: Name), Wire.Unsubscribe("1"), Wire.Send("/topic/a", "old"));
        await client.SendAsync(Wire.Subscribe("1", "/topic/b", headers: Name) + Wire.Send("/topic/a", "no") + Wire.Send("/topic/b", "new"));
        await client.ExpectAsync("MESSAGE 1 new");
    }

    [Test]
    public async Task Unsubscribe_with_the_name_deletes_it()
    {
        WireClient client = await Broker.ConnectAsync(headers: "client-id:desk\n");
        await client.DoAsync(
            Wire.Subscribe("1", "/topic/a", headers: Name), Wire.Unsubscribe("1", Name), Wire.Send("/topic/a", "lost"), Wire.Subscribe("1", "/topic/a", headers: Name));
        Assert.That(Broker.Engine.DurableSubscriptions.GetAll().Select(found => (found.ClientId, found.Name, found.Destination, found.Consumers)),
            Is.EqualTo([("desk", "prices", "/topic/a", 1)]));

        // Without an id, subscribed or not.
        await client.DoAsync($"UNSUBSCRIBE\n{Name}\n\0");
        Assert.That(Broker.Engine.DurableSubscriptions.GetAll(), Is.Empty);
        await client.DoAsync(Wire.Subscribe("1", "/topic/a", headers: Name), Wire.Unsubscribe("1"), $"UNSUBSCRIBE\n{Name}\n\0");
        Assert.That(Broker.Engine.DurableSubscriptions.GetAll(), Is.Empty);
        await client.SendAsync($"UNSUBSCRIBE\n{Name}\n\0");
        await client.ExpectErrorAsync("there is no durable subscription 'prices' of the client 'desk' of anonymous users");
    }

    [Test]
    public async Task Unsubscribe_that_names_another_subscription_is_refused()
    {
        WireClient client = await Broker.ConnectAsync(headers: "client-id:desk\n");
        await client.DoAsync(Wire.Subscribe("1", "/topic/a", headers: Name), Wire.Subscribe("2", "/topic/a"));
        await client.SendAsync(Wire.Unsubscribe("2", Name));
        await client.ExpectErrorAsync("the subscription that the frame names is not the durable subscription 'prices'");
    }

    [Test]
    public async Task A_queue_cannot_be_subscribed_to_durably()
    {
        WireClient client = await Broker.ConnectAsync(headers: "client-id:desk\n");
        await client.SendAsync(Wire.Subscribe("1", "/queue/a", headers: Name));
        await client.ExpectErrorAsync("destinations of /queue/ do not have what the frame asks for (durable subscription)");
    }

    [Test]
    public async Task No_local_leaves_out_what_the_session_sends_itself()
    {
        WireClient client = await Broker.ConnectAsync(headers: "client-id:desk\n");
        WireClient other = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/topic/a", headers: Name + "no-local:true\n"), Wire.Send("/topic/a", "own"));
        await other.DoAsync(Wire.Send("/topic/a", "other"));
        await client.ExpectAsync("MESSAGE 1 other");
    }
}
