using System.Text;
using NUnit.Framework;
using Stomp.Broker.Publishing;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Publishing;

/// <summary>Publishing from inside the process.</summary>
public sealed class PublisherTests : BrokerFixture
{
    private IStompPublisher Publisher => Broker.Engine.Publisher;

    [TestCase("1.0", "k:a b:c\\")]
    [TestCase("1.1", "k:a\\nb\\cc\\\\")]
    [TestCase("1.2", "k:a\\nb\\cc\\\\")]
    public async Task Text_octets_and_headers_arrive(string version, string escaped)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"), Wire.Subscribe("2", "/queue/a"));
        await Publisher.PublishAsync("/topic/a", "ü");
        await Publisher.PublishAsync("/queue/a", Encoding.UTF8.GetBytes("octets"));
        await Publisher.PublishAsync(
            "/topic/a", "{}", new StompPublishOptions { ContentType = "application/json", Headers = [new("k", "a\nb:c\\"), new("message-id", "forged"), new("k", "2")] });
        List<WireFrame> frames = await client.ExpectAsync("MESSAGE 1 ü", "MESSAGE 2 octets", "MESSAGE 1 {}");
        Assert.That(frames.Select(frame => frame["content-type"]), Is.EqualTo(["text/plain", null, "application/json"]));
        Assert.That(frames[0]["content-length"], Is.EqualTo("2"));
        Assert.That(frames[2].Headers.Skip(4), Is.EqualTo([escaped, "k:2", "content-length:2"]));
        Assert.That(frames[2].Headers, Has.None.Contain("forged"));
    }

    [Test]
    public async Task What_is_published_arrives_in_order()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/queue/a"));
        foreach (int number in Enumerable.Range(1, 500))
        {
            await Publisher.PublishAsync("/queue/a", $"{number}");
        }

        await client.ExpectAsync([.. Enumerable.Range(1, 500).Select(number => $"MESSAGE 1 {number}")]);
    }

    [TestCase("/nowhere/a", "begin with /topic/ or /queue/")]
    [TestCase("/topic/", "names no topic")]
    [TestCase("/queue/", "names no queue")]
    [TestCase("/topic/*", "wildcard")]
    [TestCase("/queue/a\0", "NUL")]
    [TestCase("", "empty")]
    public void A_destination_that_cannot_be_sent_to_is_an_argument_error(string destination, string message)
    {
        Assert.That(async () => await Publisher.PublishAsync(destination, "x"), Throws.InstanceOf<ArgumentException>().With.Message.Contains(message));
        Assert.That(async () => await Publisher.PublishAsync(destination, new byte[1]), Throws.InstanceOf<ArgumentException>());
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [TestCase("k\0", "v", null)]
    [TestCase("k", "v\0", null)]
    [TestCase("k", "v", "text/plain\0")]
    [TestCase("", "v", null)]
    public void A_header_that_cannot_be_sent_is_an_argument_error(string name, string value, string? contentType)
    {
        var options = new StompPublishOptions { ContentType = contentType, Headers = [new(name, value)] };
        Assert.That(async () => await Publisher.PublishAsync("/queue/a", "x", options), Throws.InstanceOf<ArgumentException>());
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task A_full_queue_refuses()
    {
        Start(options => options.Limits.MaxQueueBytes = 1000);
        await Publisher.PublishAsync("/queue/a", new string('x', 600));
        StompPublishException? refusal = Assert.ThrowsAsync<StompPublishException>(async () => await Publisher.PublishAsync("/queue/a", new string('x', 600)));
        Assert.That(refusal!.Destination, Is.EqualTo("/queue/a"));
        Assert.That(refusal.Message, Does.Contain("limit is 1000 octets"));
        (Broker.QueuesLeft, Broker.MessagesLeft) = (1, 1);
    }

    [Test]
    public void A_cancelled_call_publishes_nothing()
    {
        Assert.That(
            async () => await Publisher.PublishAsync("/queue/a", "x", cancellationToken: new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }
}
