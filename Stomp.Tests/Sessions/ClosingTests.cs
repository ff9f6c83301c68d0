using NUnit.Framework;
using Stomp.Core.Transports;
using Stomp.Tests.EndToEnd;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Sessions;

/// <summary>The end of a connection whose peer shall still read the answer: C-138, C-140.</summary>
public sealed class ClosingTests : BrokerFixture
{
    private const string Wrong = "SEND\n\n\0";

    [Test]
    public async Task C138_after_an_error_the_output_ends_and_the_input_is_read_and_thrown_away()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wrong);
        await client.SendAsync(new byte[100 * 1024]);
        Assert.That((await client.ReadAsync()).Command, Is.EqualTo("ERROR"));
        Assert.That(await client.ReadOrEndAsync(), Is.Null);
        Assert.That(client.Session.IsCompleted, Is.False, "the input is open still");
        await client.SendAsync(Wire.Send("/queue/a", "not executed"));
        await client.ExpectEndAsync();
        Assert.That(client.AbortReason, Is.Null);
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task A_client_that_sends_without_end_is_ended_when_it_is_asked_for()
    {
        FloodingReader? reader = null;
        var client = new WireClient(
            Broker.Engine, create: (pipe, abort) => new PipeConnection(new DuplexPipe(reader = new FloodingReader(pipe.Input), pipe.Output), "pipe", abort));
        Broker.Add(client);
        await client.SendAsync(Wire.Connect("1.2"));
        Assert.That((await client.ReadAsync()).Command, Is.EqualTo("CONNECTED"));
        reader!.IsFlooding = true;
        await client.SendAsync(Wire.Send("/topic/flood"));
        Broker.Engine.Users.GetSessions().Single().Close("go away");
        WireFrame? frame = await client.ReadOrEndAsync();
        reader.IsFlooding = false;
        Assert.That(frame?["message"], Is.EqualTo("go away"));
        await client.CloseOutputAsync();
        await Eventually.HoldsAsync(
            () =>
            {
                Time.Advance(50); // what is thrown away is read at a pace
                return client.Session.IsCompleted;
            },
            "it has ended");
    }

    // 5 MiB a second: a flood that was refused does not go on costing others their turn.
    [Test]
    public async Task C138_what_is_thrown_away_is_read_at_a_pace()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wrong);
        Assert.That((await client.ReadAsync()).Command, Is.EqualTo("ERROR"));
        int timers = Time.TimerCount;
        await client.SendAsync(new byte[300 * 1024]);
        await Eventually.HoldsAsync(() => Time.TimerCount > timers, "it pauses");
        await client.CloseOutputAsync();
        Assert.That(client.Session.IsCompleted, Is.False);
        Time.Advance(50);
        await client.ExpectEndAsync();
    }

    [TestCase(Wrong, 1)]
    [TestCase("DISCONNECT\n\n\0", 0)]
    public async Task C138_a_client_that_does_not_close_is_aborted_after_a_time(string last, int answers)
    {
        Start(options => options.Limits.LingerTimeout = TimeSpan.FromSeconds(2));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(last);
        await client.ReadManyAsync(answers);
        Assert.That(await client.ReadOrEndAsync(), Is.Null);
        Time.Advance(1900);
        await client.SendAsync("more");
        Assert.That(client.Session.IsCompleted, Is.False);
        Time.Advance(150);
        await client.Session.WaitAsync(Patience);
        Assert.That(client.AbortReason, Does.Contain("time to close"));
    }

    [Test]
    public async Task C138_a_client_that_never_reads_is_aborted_after_a_time()
    {
        Start(options => options.Limits.LingerTimeout = TimeSpan.FromSeconds(2));
        WireClient client = await Broker.ConnectAsync(window: 1000);
        await client.SendAsync(Wire.Subscribe("1", "/topic/a") + Wire.Send("/topic/a", new string('x', 10_000)) + Wrong);
        SpinWait.SpinUntil(() => Broker.Log.Entries.Any(entry => entry.Id == 102), Patience);
        Assert.That(client.Session.IsCompleted, Is.False);

        // The session notes the beginning of its linger on its own thread: advance until it has seen enough of the time.
        SpinWait.SpinUntil(
            () =>
            {
                Time.Advance(1000);
                return client.Session.IsCompleted;
            },
            Patience);
        await client.Session.WaitAsync(Patience);
        Assert.That(client.AbortReason, Does.Contain("time to close"));
    }

    [TestCase("1.0")]
    [TestCase("1.1")]
    [TestCase("1.2")]
    public async Task C140_nothing_follows_an_error_while_others_publish(string version)
    {
        using var stop = new CancellationTokenSource();
        Task hammering = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await Broker.Engine.Publisher.PublishAsync("/topic/a", "x");
            }
        });
        for (int i = 0; i < 200; i++)
        {
            WireClient client = await Broker.ConnectAsync(version, window: 1 << 24);
            await client.SendAsync(Wire.Subscribe("1", "/topic/a"));
            await client.ReadAsync();
            await client.SendAsync(Wrong);
            WireFrame frame;
            do
            {
                frame = await client.ReadAsync();
            }
            while (frame.Command == "MESSAGE");
            Assert.That(frame.Command, Is.EqualTo("ERROR"));
            await client.ExpectEndAsync();
        }

        await stop.CancelAsync();
        await hammering.WaitAsync(Patience);
    }

    [Test]
    public async Task A_client_that_vanishes_leaves_nothing()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/queue/a", "client"), Wire.Subscribe("2", "/topic/a"), Wire.Begin("t"), Wire.Send("/queue/a", "x", "transaction:t\n"));
        await client.VanishAsync();
        Assert.That(Broker.Engine.SessionCount, Is.Zero);
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task C56_clients_that_come_and_go_quickly_leave_nothing()
    {
        for (int i = 0; i < 300; i++)
        {
            var client = new WireClient(Broker.Engine);
            await client.SendAsync(Wire.Connect("1.2") + Wire.Subscribe("1", "/queue/a") + Wire.Send("/topic/a"));
            await client.VanishAsync();
        }

        Assert.That(Broker.Engine.SessionCount, Is.Zero);
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }
}
