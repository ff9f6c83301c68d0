using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Topics;

/// <summary>Subscriptions that do not get what their own session sends.</summary>
[TestFixture("no-local:true\n")] // Artemis
[TestFixture("activemq.noLocal:true\n")]
public sealed class NoLocalTests(string headers) : BrokerFixture
{
    [TestCase("auto", "/topic/a")]
    [TestCase("client", "/topic/a")]
    [TestCase("auto", "/topic/*")]
    public async Task What_the_session_sends_is_left_out(string ack, string destination)
    {
        WireClient client = await Broker.ConnectAsync();
        WireClient other = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", destination, ack, headers), Wire.Subscribe("all", "/topic/a"));
        await other.DoAsync(Wire.Subscribe("1", destination, ack, headers));
        await client.SendAsync(Wire.SendMany("/topic/a", 1, 2));
        await client.ExpectAsync("MESSAGE all 1", "MESSAGE all 2");
        await other.SendAsync(Wire.SendMany("/topic/a", 3, 2));
        await other.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 2");
        Assert.That((await client.TakeAsync()).Select(frame => $"{frame}"),
            Is.EquivalentTo(["MESSAGE 1 3", "MESSAGE 1 4", "MESSAGE all 3", "MESSAGE all 4"]));
        await client.DoAsync(Wire.Unsubscribe("1"), Wire.Unsubscribe("all"));
        await other.DoAsync(Wire.Send("/topic/a", "nobody"));
        await client.ExpectAsync();
    }

    [Test]
    public async Task What_the_application_sends_is_nobodys_own()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/topic/a", headers: headers));
        await Broker.Engine.Publisher.PublishAsync("/topic/a", "x");
        await client.ExpectAsync("MESSAGE 1 x");
    }

    [Test]
    public async Task False_asks_for_nothing()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/topic/a", headers: headers.Replace("true", "false", StringComparison.Ordinal)));
        await client.SendAsync(Wire.Send("/topic/a", "x"));
        await client.ExpectAsync("MESSAGE 1 x");
    }
}
