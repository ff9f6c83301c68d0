using NUnit.Framework;
using Stomp.Broker.Policies;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Topics;

/// <summary>Topics that do not come to be by being used.</summary>
public sealed class AutoCreateTests : BrokerFixture
{
    [SetUp]
    public void StartStrict() => Start(options => options.Policies
        .Add(new StompDestinationPolicy { Destination = "/topic/**", AutoCreate = false })
        .Add(new StompDestinationPolicy { Destination = "/topic/prices.a" })
        .Add(new StompDestinationPolicy { Destination = "/topic/free.**", AutoCreate = true }));

    [TestCase("/topic/prices.b")]
    [TestCase("/topic/prices")]
    public async Task One_that_no_policy_names_is_refused(string destination)
    {
        string reason = $"there is no topic {destination}, and none comes to be by being used";
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send(destination, "x"));
        await client.ExpectErrorAsync(reason);
        client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Subscribe("1", destination));
        await client.ExpectErrorAsync(reason);
        Assert.That(
            async () => await Broker.Engine.Publisher.PublishAsync(destination, "x"), Throws.ArgumentException.With.Message.Contains(reason));
    }

    [Test]
    public async Task One_that_a_policy_names_can_be_used_and_so_can_wildcards()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/topic/prices.a"), Wire.Subscribe("2", "/topic/prices.*"), Wire.Subscribe("3", "/topic/free.x"));
        await client.SendAsync(Wire.Send("/topic/prices/a", "x") + Wire.Send("/topic/free.x", "y"));
        Assert.That((await client.TakeAsync()).Select(frame => $"{frame}"), Is.EquivalentTo(["MESSAGE 1 x", "MESSAGE 2 x", "MESSAGE 3 y"]));
    }
}
