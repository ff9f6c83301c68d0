using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Topics;

/// <summary>Subscriptions that are kept, with their messages, while nobody is connected: shared ones, as RabbitMQ and Apollo have them.</summary>
[TestFixture("durable:true\nauto-delete:false\n")] // RabbitMQ
[TestFixture("persistent:true\nauto-delete:false\n")] // RabbitMQ
[TestFixture("persistent:true\n")] // Apollo
public sealed class DurableSubscriptionTests(string headers) : BrokerFixture
{
    [TestCase("auto")]
    [TestCase("client")]
    [TestCase("client-individual")]
    public async Task Messages_are_kept_while_nobody_is_connected(string ack)
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("d", "/topic/a", ack, headers));
        await client.SendAsync(Wire.Disconnect());
        await client.ExpectEndAsync();

        WireClient sender = await Broker.ConnectAsync();
        await sender.DoAsync(Wire.SendMany("/topic/a", 1, 3), Wire.Send("/topic/b", "other"));
        WireClient again = await Broker.ConnectAsync();
        await again.SendAsync(Wire.Subscribe("d", "/topic/a", ack, headers + "receipt:r\n"));
        await again.ExpectAsync("RECEIPT r", "MESSAGE d 1", "MESSAGE d 2", "MESSAGE d 3");
        await sender.DoAsync(Wire.Send("/topic/a", "4"));
        await again.ExpectAsync("MESSAGE d 4");
    }

    [Test]
    public async Task It_gets_what_matches_its_wildcards()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("d", "/topic/a.*", headers: headers), Wire.Unsubscribe("d"), Wire.Send("/topic/a.1", "1"), Wire.Send("/topic/b", "no"));
        await client.SendAsync(Wire.Send("/topic/a/2", "2") + Wire.Subscribe("d", "/topic/a.*", headers: headers));
        await client.ExpectAsync("MESSAGE d 1", "MESSAGE d 2");
    }

    [Test]
    public async Task Those_who_use_the_same_id_share_its_messages()
    {
        WireClient one = await Broker.ConnectAsync();
        WireClient two = await Broker.ConnectAsync();
        await one.DoAsync(Wire.Subscribe("d", "/topic/a", headers: headers));
        await two.DoAsync(Wire.Subscribe("d", "/topic/a", headers: headers));
        WireClient sender = await Broker.ConnectAsync();
        await sender.DoAsync(Wire.SendMany("/topic/a", 1, 4));
        await one.ExpectAsync("MESSAGE d 1", "MESSAGE d 3");
        await two.ExpectAsync("MESSAGE d 2", "MESSAGE d 4");
    }

    [Test]
    public async Task What_was_not_acknowledged_comes_again_to_the_next_session()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Subscribe("d", "/topic/a", "client-individual", headers) + Wire.SendMany("/topic/a", 1, 3));
        List<WireFrame> messages = await client.TakeAsync();
        await client.DoAsync(Wire.Ack(messages[1]));
        await client.VanishAsync();

        WireClient again = await Broker.ConnectAsync();
        await again.SendAsync(Wire.Subscribe("d", "/topic/a", "client-individual", headers));
        List<WireFrame> back = await again.ExpectAsync("MESSAGE d 1 (redelivered)", "MESSAGE d 3 (redelivered)");
        await again.SendAsync(Wire.Nack(back[0]));
        await again.ExpectAsync("MESSAGE d 1 (redelivered)");
    }

    [Test]
    public async Task Credit_is_that_of_queues()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Subscribe("d", "/topic/a", "client-individual", headers + "prefetch-count:1\n") + Wire.SendMany("/topic/a", 1, 3));
        WireFrame first = (await client.ExpectAsync("MESSAGE d 1"))[0];
        await client.SendAsync(Wire.Ack(first));
        await client.ExpectAsync("MESSAGE d 2");
    }

    [Test]
    public async Task A_plain_unsubscribe_keeps_it_and_one_with_the_same_headers_deletes_it()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(
            Wire.Subscribe("d", "/topic/a", headers: headers), Wire.Unsubscribe("d"), Wire.Send("/topic/a", "kept"));
        await client.SendAsync(Wire.Subscribe("d", "/topic/a", headers: headers));
        await client.ExpectAsync("MESSAGE d kept");
        await client.DoAsync(Wire.Unsubscribe("d", headers), Wire.Send("/topic/a", "lost"), Wire.Subscribe("d", "/topic/a", headers: headers));
        Assert.That(Broker.Engine.DurableSubscriptions.GetAll(), Has.Count.EqualTo(1));
        await client.DoAsync(Wire.Unsubscribe("d"), Wire.Unsubscribe("d", headers));
        Assert.That(Broker.Engine.DurableSubscriptions.GetAll(), Is.Empty);
        await client.SendAsync(Wire.Unsubscribe("d", headers));
        await client.ExpectErrorAsync("there is no durable subscription 'd' of anonymous users");
    }

    [Test]
    public async Task It_cannot_be_deleted_while_others_have_it()
    {
        WireClient one = await Broker.ConnectAsync();
        await one.DoAsync(Wire.Subscribe("d", "/topic/a", headers: headers));
        WireClient two = await Broker.ConnectAsync();
        await two.DoAsync(Wire.Subscribe("d", "/topic/a", headers: headers));
        await two.SendAsync(Wire.Unsubscribe("d", headers));
        await two.ExpectErrorAsync("the durable subscription 'd' is in use");
        await one.DoAsync(Wire.Unsubscribe("d", headers));
    }

    [Test]
    public async Task A_second_subscribe_changes_what_it_gets_and_keeps_what_it_has()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("d", "/topic/a", headers: headers), Wire.Unsubscribe("d"), Wire.Send("/topic/a", "1"));
        await client.SendAsync(Wire.Subscribe("d", "/topic/b", headers: headers) + Wire.Send("/topic/a", "no") + Wire.Send("/topic/b", "2"));
        await client.ExpectAsync("MESSAGE d 1", "MESSAGE d 2");
    }

    [Test]
    public async Task RabbitMqs_x_queue_name_names_it_instead_of_the_id()
    {
        WireClient client = await Broker.ConnectAsync();
        string named = headers + "x-queue-name:jobs\n";
        await client.DoAsync(Wire.Subscribe("1", "/topic/a", headers: named), Wire.Unsubscribe("1"), Wire.Send("/topic/a", "x"));
        await client.SendAsync(Wire.Subscribe("2", "/topic/a", headers: named));
        await client.ExpectAsync("MESSAGE 2 x");
        Assert.That(Broker.Engine.DurableSubscriptions.GetAll().Single().Name, Is.EqualTo("jobs"));
        await client.DoAsync(Wire.Unsubscribe("2", headers));
        Assert.That(Broker.Engine.DurableSubscriptions.GetAll(), Is.Empty);
    }

    [Test]
    public async Task It_can_be_used_in_1_0_with_an_id()
    {
        WireClient client = await Broker.ConnectAsync("1.0");
        await client.DoAsync(Wire.Subscribe("d", "/topic/a", headers: headers), Wire.Unsubscribe("d"), Wire.Send("/topic/a", "x"));
        await client.SendAsync(Wire.Subscribe("d", "/topic/a", headers: headers));
        await client.ExpectAsync("MESSAGE d x");
        await client.SendAsync($"SUBSCRIBE\ndestination:/topic/a\n{headers}\n\0");
        await client.ExpectErrorAsync("the frame lacks the header 'id' or 'x-queue-name'");
    }

    [Test]
    public async Task Nobody_has_it_alone_as_everybody_has_a_plain_one()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("d", "/topic/a", headers: "exclusive:true\n"));
        await client.SendAsync(Wire.Subscribe("e", "/topic/a", headers: headers + "exclusive:true\n"));
        await client.ExpectErrorAsync("sessions that share a durable subscription take turns");
    }

    [Test]
    public async Task On_a_queue_the_headers_say_what_a_queue_is_already()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("d", "/queue/a", headers: headers), Wire.Unsubscribe("d", headers), Wire.Send("/queue/a", "x"));
        await client.SendAsync(Wire.Subscribe("d", "/queue/a", headers: headers));
        await client.ExpectAsync("MESSAGE d x");
        Assert.That(Broker.Engine.DurableSubscriptions.GetAll(), Is.Empty);
    }
}
