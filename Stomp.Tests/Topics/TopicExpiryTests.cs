using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Topics;

/// <summary>Messages that are for nobody any more when they come.</summary>
public sealed class TopicExpiryTests : BrokerFixture
{
    [Test]
    public async Task One_that_is_sent_too_late_is_not_delivered_and_does_not_touch_its_neighbours()
    {
        long now = Time.GetUtcNow().ToUnixTimeMilliseconds();
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"));
        await client.SendAsync(
            Wire.Send("/topic/a", "1") + Wire.Send("/topic/a", "2", $"expires:{now}\nreceipt:r\n") + Wire.Send("/topic/a", "3", $"expires:{now + 1}\n")
            + Wire.Send("/topic/a", "4", $"expires:{now - 1}\n") + Wire.Send("/topic/a", "5", "ttl:1\n"));
        await client.ExpectAsync("MESSAGE 1 1", "RECEIPT r", "MESSAGE 1 3", "MESSAGE 1 5");
    }
}
