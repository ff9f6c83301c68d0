using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Stomp.Broker.Subscriptions;
using Stomp.Tests.InMemory;
using Stomp.Tests.Users;

namespace Stomp.Tests.Topics;

/// <summary>Durable subscriptions as the application sees them, and whose they are.</summary>
public sealed class DurableSubscriptionRegistryTests : BrokerFixture
{
    private const string Durable = "persistent:true\n";

    private IDurableSubscriptions Registry => Broker.Engine.DurableSubscriptions;

    [Test]
    public async Task Users_have_names_of_their_own()
    {
        Start(options => options.Users.GetName = user => user.Identity?.Name, new LoginAuthenticator());
        WireClient ann = await Broker.ConnectAsync(headers: "login:ann\n");
        WireClient bob = await Broker.ConnectAsync(headers: "login:bob\n");
        await ann.DoAsync(Wire.Subscribe("d", "/topic/a", headers: Durable), Wire.Unsubscribe("d"));
        await bob.SendAsync(Wire.Subscribe("d", "/topic/b", headers: Durable) + Wire.Send("/topic/a", "1") + Wire.Send("/topic/b", "2"));
        await bob.ExpectAsync("MESSAGE d 2");
        Assert.That(Registry.FindByUser("ann").Select(found => (found.UserName, found.Name, found.Destination, found.Consumers)), Is.EqualTo([("ann", "d", "/topic/a", 0)]));
        Assert.That(Registry.GetAll().Select(found => found.UserName), Is.EquivalentTo(["ann", "bob"]));
        await bob.DoAsync(Wire.Unsubscribe("d", Durable));
        await ann.SendAsync(Wire.Subscribe("d", "/topic/a", headers: Durable));
        await ann.ExpectAsync("MESSAGE d 1");
    }

    [Test]
    public async Task The_application_deletes_one_that_nobody_has()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("d", "/topic/a", headers: Durable));
        StompDurableSubscription found = Registry.FindByUser(null).Single();
        Assert.That(() => Registry.Delete(found), Throws.InvalidOperationException.With.Message.Contains("in use"));
        await client.DoAsync(Wire.Unsubscribe("d"), Wire.Send("/topic/a", "x"));
        Assert.That(Registry.Delete(found), Is.True);
        Assert.That(Registry.Delete(found), Is.False);
        await client.DoAsync(Wire.Subscribe("d", "/topic/a", headers: Durable));
    }

    [Test]
    public async Task Their_number_is_limited()
    {
        Start(options => options.Limits.MaxDurableSubscriptions = 1);
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("d", "/topic/a", headers: Durable), Wire.Unsubscribe("d"), Wire.Subscribe("d", "/topic/b", headers: Durable));
        await client.SendAsync(Wire.Subscribe("e", "/topic/a", headers: Durable));
        await client.ExpectErrorAsync("a new durable subscription exceeds the limit of 1 durable subscriptions (MaxDurableSubscriptions)");
    }

    [Test]
    public async Task One_that_is_full_takes_no_more_and_harms_nobody()
    {
        Start(options => options.Limits.MaxQueueBytes = 1000);
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("d", "/topic/a", headers: Durable), Wire.Unsubscribe("d"));
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"));
        for (int i = 0; i < 3; i++)
        {
            await client.SendAsync(Wire.Send("/topic/a", $"{i}".PadRight(400)));
        }

        Assert.That(await client.TakeAsync(), Has.Count.EqualTo(3));
        Broker.AssertLogged(300, "The durable subscription 'd' of anonymous users to /topic/a is full");
        await client.SendAsync(Wire.Unsubscribe("1") + Wire.Subscribe("d", "/topic/a", headers: Durable) + Wire.Send("/topic/a", "3"));
        Assert.That((await client.TakeAsync()).Select(frame => frame.Body.TrimEnd()), Is.EqualTo(["0", "1", "3"]));
    }

    [Test]
    public async Task Wildcards_are_refused_where_each_message_is_judged()
    {
        Start(options => options.Authorization.Receive("/topic/secret").Deny().Any("/**").Allow().Receive("/**").Allow());
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("d", "/topic/a", headers: Durable));
        await client.SendAsync(Wire.Subscribe("e", "/topic/*", headers: Durable));
        await client.ExpectErrorAsync("a durable subscription with wildcards is not possible here");
    }

    [Test]
    public async Task It_is_a_service()
    {
        await using var broker = new InMemoryBroker((IServiceCollection _) => { });
        Assert.That(broker.Application!.Services.GetRequiredService<IDurableSubscriptions>(), Is.SameAs(broker.Engine.DurableSubscriptions));
    }
}
