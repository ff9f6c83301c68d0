using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Queues;

/// <summary>Messages of higher priority come first; of those of the same, the first sent.</summary>
public sealed class PriorityTests : BrokerFixture
{
    private const string Queue = "/queue/a";

    [Test]
    public async Task Higher_ones_come_first_and_those_of_the_same_in_their_order()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(
            Wire.Send(Queue, "4a") + Wire.Send(Queue, "0", "priority:0\n") + Wire.Send(Queue, "9a", "priority:9\n") + Wire.Send(Queue, "4b", "priority:4\n")
            + Wire.Send(Queue, "255", "priority:255\n") + Wire.Send(Queue, "5", "priority:5\n") + Wire.Subscribe("1", Queue));
        await client.ExpectAsync("MESSAGE 1 9a", "MESSAGE 1 255", "MESSAGE 1 5", "MESSAGE 1 4a", "MESSAGE 1 4b", "MESSAGE 1 0");
    }

    [Test]
    public async Task What_comes_back_stands_among_its_own()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(
            Wire.SendMany(Queue, 1, 2, "priority:7\n") + Wire.SendMany(Queue, 3, 2) + Wire.Subscribe("1", Queue, "client", "prefetch-count:3\n"));
        await client.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 2", "MESSAGE 1 3");
        await client.SendAsync(Wire.Unsubscribe("1") + Wire.Send(Queue, "5", "priority:8\n") + Wire.Subscribe("2", Queue));
        await client.ExpectAsync(
            "MESSAGE 2 5", "MESSAGE 2 1 (redelivered)", "MESSAGE 2 2 (redelivered)", "MESSAGE 2 3 (redelivered)", "MESSAGE 2 4");
    }

    [TestCase("-1")]
    [TestCase("high")]
    public async Task A_priority_that_is_none_is_refused(string priority)
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send(Queue, "m", $"priority:{priority}\n"));
        await client.ExpectErrorAsync("the header 'priority' must be a number from 0 to 9");
    }
}
