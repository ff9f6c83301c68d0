using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Queues;

/// <summary>Consumers that have a queue alone, as ActiveMQ has them: others wait, and take over.</summary>
public sealed class ExclusiveConsumerTests : BrokerFixture
{
    private const string Queue = "/queue/a";

    [TestCase("exclusive:true\n")] // RabbitMQ, Apollo
    [TestCase("activemq.exclusive:true\n")]
    public async Task The_first_has_all_until_it_leaves_and_then_the_next(string headers)
    {
        WireClient plain = await Broker.ConnectAsync();
        WireClient first = await Broker.ConnectAsync();
        WireClient second = await Broker.ConnectAsync();
        await plain.DoAsync(Wire.Subscribe("plain", Queue));
        await first.DoAsync(Wire.Subscribe("first", Queue, "client", headers));
        await second.DoAsync(Wire.Subscribe("second", Queue, "auto", headers));
        await plain.SendAsync(Wire.SendMany(Queue, 1, 3));
        await plain.ExpectAsync();
        await first.ExpectAsync("MESSAGE first 1", "MESSAGE first 2", "MESSAGE first 3");
        await second.ExpectAsync();

        await first.VanishAsync();
        Assert.That(
            (await second.ReadManyAsync(3)).Select(frame => frame.ToString()),
            Is.EqualTo(["MESSAGE second 1 (redelivered)", "MESSAGE second 2 (redelivered)", "MESSAGE second 3 (redelivered)"]));
        await plain.ExpectAsync();

        await second.DoAsync(Wire.Unsubscribe("second"));
        await plain.SendAsync(Wire.Send(Queue, "4"));
        await plain.ExpectAsync("MESSAGE plain 4");
    }

    [Test]
    public async Task It_has_all_even_while_it_has_no_credit()
    {
        WireClient plain = await Broker.ConnectAsync();
        WireClient exclusive = await Broker.ConnectAsync();
        await plain.DoAsync(Wire.Subscribe("plain", Queue));
        await exclusive.DoAsync(Wire.Subscribe("x", Queue, "client", "exclusive:true\nprefetch-count:1\n"));
        await plain.SendAsync(Wire.SendMany(Queue, 1, 2));
        await plain.ExpectAsync();
        List<WireFrame> frames = await exclusive.ExpectAsync("MESSAGE x 1");
        await exclusive.SendAsync(Wire.Ack(frames[0]));
        await exclusive.ExpectAsync("MESSAGE x 2");
        await exclusive.DoAsync(Wire.Unsubscribe("x"));
        await plain.ExpectAsync("MESSAGE plain 2 (redelivered)");
    }

    [Test]
    public async Task One_of_higher_priority_takes_over()
    {
        WireClient low = await Broker.ConnectAsync();
        WireClient high = await Broker.ConnectAsync();
        await low.DoAsync(Wire.Subscribe("low", Queue, "auto", "exclusive:true\n"));
        await low.SendAsync(Wire.Send(Queue, "1"));
        await low.ExpectAsync("MESSAGE low 1");
        await high.DoAsync(Wire.Subscribe("high", Queue, "auto", "exclusive:true\nx-priority:1\n"));
        await low.SendAsync(Wire.Send(Queue, "2"));
        await low.ExpectAsync();
        await high.ExpectAsync("MESSAGE high 2");
        await high.DoAsync(Wire.Unsubscribe("high"));
        await low.SendAsync(Wire.Send(Queue, "3"));
        await low.ExpectAsync("MESSAGE low 3");
    }
}
