using NUnit.Framework;
using Stomp.Broker.Publishing;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Publishing;

/// <summary>What the application asks queues and topics for, it asks as clients do.</summary>
public sealed class PublishOptionsTests : BrokerFixture
{
    private IStompPublisher Publisher => Broker.Engine.Publisher;

    [Test]
    public async Task Typed_settings_are_the_headers_that_clients_send()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/queue/a"));
        await Publisher.PublishAsync("/queue/a", "x", new StompPublishOptions
        {
            Persistent = true,
            Priority = 7,
            TimeToLive = TimeSpan.FromSeconds(5),
            Group = "g",
            DuplicateId = "d",
            ReplyTo = "/queue/answers",
            Headers = [new("priority", "1"), new("k", "v")],
        });
        WireFrame message = (await client.ExpectAsync("MESSAGE 1 x"))[0];
        string expires = $"{Time.GetUtcNow().ToUnixTimeMilliseconds() + 5000}";
        Assert.That(
            message.Headers.SkipWhile(static line => !line.StartsWith("persistent", StringComparison.Ordinal)).SkipLast(1),
            Is.EqualTo(["persistent:true", "priority:7", $"expires:{expires}", "JMSXGroupID:g", "deduplication-id:d", "reply-to:/queue/answers", "priority:1", "k:v"]));
        Broker.QueuesLeft = 1; // it remembers the id for a time
    }

    [TestCase("/queue/a")]
    [TestCase("/queue/a,/queue/b")]
    public async Task A_delay_holds_a_message_back(string destination)
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/queue/a"));
        await Publisher.PublishAsync("/queue/a", "1", new StompPublishOptions { Delay = TimeSpan.FromSeconds(2) });
        await Publisher.PublishAsync(destination, "2", new StompPublishOptions { Headers = [new("AMQ_SCHEDULED_DELAY", "1000")] });
        await client.ExpectAsync();
        Time.Advance(1100);
        await client.ExpectAsync("MESSAGE 1 2");
        Time.Advance(1000);
        await client.ExpectAsync("MESSAGE 1 1");
        await client.SendAsync(Wire.Subscribe("2", "/queue/b"));
        await client.ExpectAsync(destination == "/queue/a" ? [] : ["MESSAGE 2 2"]);
    }

    [Test]
    public async Task A_time_to_live_in_a_header_shows_when_it_ends()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"));
        await Publisher.PublishAsync("/topic/a", "x", new StompPublishOptions { Headers = [new("ttl", "1000")] });
        WireFrame message = (await client.ExpectAsync("MESSAGE 1 x"))[0];
        Assert.That(message["expires"], Is.EqualTo($"{Time.GetUtcNow().ToUnixTimeMilliseconds() + 1000}"));
    }

    [Test]
    public void What_cannot_be_is_an_argument_error()
    {
        Assert.That(() => new StompPublishOptions { Priority = 10 }, Throws.InstanceOf<ArgumentException>().With.Message.Contains("from 0 to 9"));
        Assert.That(() => new StompPublishOptions { Delay = TimeSpan.Zero }, Throws.InstanceOf<ArgumentException>().With.Message.Contains("at least a millisecond"));
        Assert.That(() => new StompPublishOptions { TimeToLive = TimeSpan.MaxValue }, Throws.InstanceOf<ArgumentException>());
        var wrong = new StompPublishOptions { Headers = [new("persistent", "maybe")] };
        Assert.That(
            async () => await Publisher.PublishAsync("/queue/a", "x", wrong),
            Throws.ArgumentException.With.Message.Contains("the header 'persistent' must be true or false"));
        var late = new StompPublishOptions { Delay = TimeSpan.FromSeconds(1) };
        Assert.That(async () => await Publisher.PublishToUserAsync("ann", "/queue/a", "x", late), Throws.ArgumentException.With.Message.Contains("cannot wait"));
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task A_full_schedule_refuses()
    {
        Start(options => options.Limits.MaxScheduledMessages = 1);
        var late = new StompPublishOptions { Delay = TimeSpan.FromSeconds(1) };
        await Publisher.PublishAsync("/topic/a", "1", late);
        Assert.That(async () => await Publisher.PublishAsync("/topic/a", "2", late), Throws.InstanceOf<StompPublishException>().With.Message.Contains("the limit of 1 messages"));
        Assert.That(Broker.Engine.ScheduledCount, Is.EqualTo(1));
    }
}
