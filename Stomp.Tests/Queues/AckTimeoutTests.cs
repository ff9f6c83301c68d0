using NUnit.Framework;
using Stomp.Broker.Policies;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Queues;

/// <summary>A consumer that leaves a message un-acknowledged for too long is told so and disconnected, and others get the message.</summary>
public sealed class AckTimeoutTests : BrokerFixture
{
    private const string Queue = "/queue/a";

    [SetUp]
    public void StartWithPolicy() =>
        Start(options => options.Policies.Add(new StompDestinationPolicy { Destination = Queue, AckTimeout = TimeSpan.FromSeconds(10) }));

    [Test]
    public async Task The_session_ends_with_an_error_and_the_message_goes_to_another()
    {
        WireClient late = await Broker.ConnectAsync();
        WireClient other = await Broker.ConnectAsync();
        await late.SendAsync(Wire.Subscribe("1", Queue, "client") + Wire.Send(Queue, "m"));
        await late.ExpectAsync("MESSAGE 1 m");
        await other.DoAsync(Wire.Subscribe("2", Queue));
        Time.Advance(9_900);
        await other.ExpectAsync();
        Time.Advance(200);
        await late.ExpectErrorAsync("a message of the subscription to /queue/a was not acknowledged within 10 s (AckTimeout)");
        Assert.That($"{await other.ReadAsync()}", Is.EqualTo("MESSAGE 2 m (redelivered)"));
    }

    [Test]
    public async Task Who_acknowledges_in_time_goes_on()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", Queue, "client"));
        for (int i = 0; i < 5; i++)
        {
            await client.SendAsync(Wire.Send(Queue, $"{i}"));
            WireFrame message = (await client.ExpectAsync($"MESSAGE 1 {i}")).Single();
            Time.Advance(9_000);
            await client.DoAsync(Wire.Ack(message));
        }
    }
}
