using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Scheduling;

/// <summary>Messages that wait for their time, asked for in the headers of RabbitMQ, ActiveMQ and Artemis.</summary>
[TestFixture("1.0")]
[TestFixture("1.1")]
[TestFixture("1.2")]
public sealed class ScheduledSendTests(string version) : BrokerFixture
{
    // A tick is 50 ms; so long after its time a message is there.
    private const int Tick = 100;

    [TestCase("x-delay:5000\n")]
    [TestCase("AMQ_SCHEDULED_DELAY:5000\n")]
    [TestCase("AMQ_SCHEDULED_TIME:3605000\n")] // the test's clock begins an hour after 1970
    [TestCase("_AMQ_SCHED_DELIVERY:3605000\n")]
    [TestCase("AMQ_SCHEDULED_PERIOD:5000\n")]
    public async Task A_message_is_delivered_when_its_time_has_come(string header)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(
            Wire.Subscribe("1", "/queue/a") + Wire.Subscribe("2", "/topic/a") + Wire.Send("/queue/a", "q", $"{header}receipt:r\n") + Wire.Send("/topic/a", "t", header));
        await client.ExpectAsync("RECEIPT r");
        Assert.That(Broker.Engine.ScheduledCount, Is.EqualTo(2));
        Time.Advance(4000);
        await client.ExpectAsync();
        Time.Advance(1000 + Tick);
        List<WireFrame> messages = await client.ExpectAsync("MESSAGE 1 q", "MESSAGE 2 t");
        Assert.That(messages.Select(static message => message["destination"]), Is.EqualTo(["/queue/a", "/topic/a"]));
        Assert.That(Broker.Engine.ScheduledCount, Is.Zero);
    }

    [TestCase("AMQ_SCHEDULED_TIME:1\n")]
    [TestCase("x-delay:0\n")]
    public async Task One_whose_time_has_come_is_delivered_at_once_and_in_order(string header)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Subscribe("1", "/queue/a") + Wire.Send("/queue/a", "1") + Wire.Send("/queue/a", "2", header) + Wire.Send("/queue/a", "3"));
        await client.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 2", "MESSAGE 1 3");
    }

    [Test]
    public async Task Those_of_one_time_come_in_their_order_and_earlier_ones_before()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(
            Wire.Subscribe("1", "/queue/a"),
            Wire.Send("/queue/a", "3", "x-delay:2000\n"),
            Wire.Send("/queue/a", "4", "x-delay:2000\n"),
            Wire.Send("/queue/a", "1", "x-delay:1000\n"),
            Wire.Send("/queue/a", "2", "x-delay:1500\n"));
        Time.Advance(2000 + Tick);
        await client.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 2", "MESSAGE 1 3", "MESSAGE 1 4");
    }

    [Test]
    public async Task A_message_is_repeated_as_often_as_it_says_each_with_an_id_of_its_own()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(
            Wire.Subscribe("1", "/topic/a"),
            Wire.Send("/topic/a", "x", "AMQ_SCHEDULED_DELAY:1000\nAMQ_SCHEDULED_PERIOD:500\nAMQ_SCHEDULED_REPEAT:2\nk:a\\cb\n"));
        Time.Advance(1000 + Tick);
        List<WireFrame> messages = await client.ExpectAsync("MESSAGE 1 x");
        Time.Advance(500);
        messages.AddRange(await client.ExpectAsync("MESSAGE 1 x"));
        Time.Advance(500);
        messages.AddRange(await client.ExpectAsync("MESSAGE 1 x"));
        Time.Advance(10_000);
        await client.ExpectAsync();
        Assert.That(messages.Select(static message => message["message-id"]).Distinct().Count(), Is.EqualTo(3));
        Assert.That(messages.Select(static message => message["k"]).Distinct().Count(), Is.EqualTo(1));
        Assert.That(Broker.Engine.ScheduledCount, Is.Zero);
    }

    [Test]
    public async Task A_message_without_an_end_goes_on_when_its_sender_has_left()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"));
        WireClient sender = await Broker.ConnectAsync(version);
        await sender.DoAsync(Wire.Send("/topic/a", "x", "AMQ_SCHEDULED_PERIOD:1000\nAMQ_SCHEDULED_REPEAT:-1\n"));
        await sender.DisposeAsync();
        for (int i = 0; i < 5; i++)
        {
            Time.Advance(1000 + (i == 0 ? Tick : 0));
            await client.ExpectAsync("MESSAGE 1 x");
        }

        Assert.That(Broker.Engine.ScheduledCount, Is.EqualTo(1));
    }

    [Test]
    public async Task A_message_comes_when_the_calendar_says_and_as_often_as_it_says_then()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(
            Wire.Subscribe("1", "/topic/a"),
            Wire.Subscribe("2", "/topic/b"),
            Wire.Send("/topic/a", "x", "AMQ_SCHEDULED_CRON:*/10 * * * *\n"),
            Wire.Send("/topic/b", "y", "AMQ_SCHEDULED_CRON:5 * * * *\nAMQ_SCHEDULED_DELAY:1000\nAMQ_SCHEDULED_PERIOD:2000\nAMQ_SCHEDULED_REPEAT:1\n"));
        Time.Advance(5 * 60_000);
        await client.ExpectAsync();
        Time.Advance(1000 + Tick);
        await client.ExpectAsync("MESSAGE 2 y");
        Time.Advance(2000);
        await client.ExpectAsync("MESSAGE 2 y");
        Time.Advance(5 * 60_000);
        await client.ExpectAsync("MESSAGE 1 x");
        Time.Advance(10 * 60_000);
        await client.ExpectAsync("MESSAGE 1 x");
        Assert.That(Broker.Engine.ScheduledCount, Is.EqualTo(2));
    }

    [Test]
    public async Task In_a_transaction_the_time_counts_from_COMMIT()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", "/queue/a"), Wire.Begin("t"), Wire.Send("/queue/a", "x", "transaction:t\nx-delay:1000\n"));
        Time.Advance(5000);
        Assert.That(Broker.Engine.ScheduledCount, Is.Zero);
        await client.DoAsync(Wire.Commit("t"));
        Time.Advance(900);
        await client.ExpectAsync();
        Time.Advance(100 + Tick);
        await client.ExpectAsync("MESSAGE 1 x");
        await client.DoAsync(Wire.Begin("u"), Wire.Send("/queue/a", "y", "transaction:u\nx-delay:1000\n"), Wire.Abort("u"));
        Assert.That(Broker.Engine.ScheduledCount, Is.Zero);
    }

    [Test]
    public async Task A_list_of_destinations_waits_for_each()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", "/queue/a"), Wire.Subscribe("2", "/topic/b"), Wire.Send("/queue/a,/topic/b", "x", "x-delay:1000\n"));
        Assert.That(Broker.Engine.ScheduledCount, Is.EqualTo(2));
        Time.Advance(1000 + Tick);
        await client.ExpectAsync("MESSAGE 1 x", "MESSAGE 2 x");
    }

    [Test]
    public async Task There_are_limits_of_them_and_a_refusal_names_the_limit()
    {
        Start(options => options.Limits.MaxScheduledMessages = 2);
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Send("/queue/a", "1", "x-delay:1000\n"));
        await client.SendAsync(Wire.Send("/queue/a,b", "2", "x-delay:1000\nreceipt:r\nreceipt-mode:status\n"));
        WireFrame receipt = (await client.ExpectAsync("RECEIPT r"))[0];
        Assert.That((receipt["status"], receipt["limit"]), Is.EqualTo(("rejected", "MaxScheduledMessages")));
        Assert.That(Broker.Engine.ScheduledCount, Is.EqualTo(1), "all or nothing");
        await client.DoAsync(Wire.Send("/queue/a", "2", "x-delay:1000\n"));
        await client.SendAsync(Wire.Send("/queue/a", "3", "x-delay:1000\n"));
        await client.ExpectErrorAsync("the limit of 2 messages that wait for their time is reached (MaxScheduledMessages)");
    }

    [Test]
    public async Task Their_octets_have_a_limit()
    {
        Start(options => options.Limits.MaxScheduledBytes = 10_000);
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Send("/queue/a", new string('x', 10_000), "x-delay:1000\n"));
        await client.ExpectErrorAsync("10000 octets of messages that wait for their time (MaxScheduledBytes)");
    }

    [Test]
    public async Task One_that_is_refused_when_its_time_has_come_is_logged()
    {
        Start(options => options.Limits.MaxQueueBytes = 150);
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Send("/queue/a", "x", "x-delay:1000\n"), Wire.SendMany("/queue/a", 1, 2));
        Time.Advance(1000 + Tick);
        Broker.AssertLogged(320, "A scheduled message to /queue/a was refused when its time had come, and is gone: the queue /queue/a is full");
        await client.SendAsync(Wire.Subscribe("1", "/queue/a"));
        await client.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 2");
    }

    [TestCase("/queue/", "x-delay:1000\n", "the destination names no queue")]
    [TestCase("/queue/a", "x-delay:soon\n", "'x-delay' must be a number")]
    [TestCase("/queue/a", "AMQ_SCHEDULED_DELAY:-1\n", "'AMQ_SCHEDULED_DELAY' must be a number")]
    [TestCase("/queue/a", "AMQ_SCHEDULED_PERIOD:x\n", "'AMQ_SCHEDULED_PERIOD' must be a number")]
    [TestCase("/queue/a", "AMQ_SCHEDULED_PERIOD:1000\nAMQ_SCHEDULED_REPEAT:often\n", "'AMQ_SCHEDULED_REPEAT' must be a number")]
    [TestCase("/queue/a", "AMQ_SCHEDULED_REPEAT:3\n", "'AMQ_SCHEDULED_REPEAT' needs 'AMQ_SCHEDULED_PERIOD'")]
    [TestCase("/queue/a", "AMQ_SCHEDULED_CRON:* * *\n", "'AMQ_SCHEDULED_CRON' must be five fields as in crontab")]
    [TestCase("/queue/a", "AMQ_SCHEDULED_CRON:0 0 30 2 *\n", "'AMQ_SCHEDULED_CRON' must be five fields as in crontab")]
    [TestCase("/queue/a", "AMQ_SCHEDULED_CRON:* * * * *\nAMQ_SCHEDULED_TIME:5000\n", "'AMQ_SCHEDULED_CRON' and a time of delivery exclude each other")]
    public async Task What_cannot_be_is_refused(string destination, string headers, string message)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Send(destination, "x", headers));
        await client.ExpectErrorAsync(message);
        Assert.That(Broker.Engine.ScheduledCount, Is.Zero);
    }

    [Test]
    public async Task An_answer_can_wait_and_is_gone_with_the_one_who_asked()
    {
        WireClient server = await Broker.ConnectAsync(version);
        await server.DoAsync(Wire.Subscribe("s", "/queue/service"));
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Send("/queue/service", "", "reply-to:/temp-queue/x\n"));
        string address = (await server.TakeAsync())[0]["reply-to"]!;
        await server.DoAsync(Wire.Send(address, "1", "x-delay:1000\n"), Wire.Send(address, "2", "x-delay:2000\n"));
        Time.Advance(1000 + Tick);
        await client.ExpectAsync("MESSAGE /temp-queue/x 1");
        await client.DisposeAsync();
        Time.Advance(1000);
        Broker.AssertLogged(320, "there is no temporary destination of this address");
    }
}
