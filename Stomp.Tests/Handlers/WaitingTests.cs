using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;
using NUnit.Framework;
using Stomp.Broker.Sessions;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Handlers;

/// <summary>While a handler takes its time: heart-beats, a client that goes, the end of the time, the end of the broker.</summary>
public sealed class WaitingTests : HandlerFixture
{
    private readonly ConcurrentQueue<TaskCompletionSource> _gates = new();
    private TaskCompletionSource _begun = null!;
    private TaskCompletionSource _cancelled = null!;

    [SetUp]
    public void MapSlow()
    {
        _gates.Clear();
        _begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Map();
    }

    [Test]
    public async Task Heart_beats_go_on_both_ways()
    {
        WireClient client = await BeginAsync("heart-beat:1000,1000\n");
        foreach (int _ in Enumerable.Range(0, 50))
        {
            // The client's own beats, without which the session would end.
            await client.SendAsync("\n");
            await AdvanceAsync(500);
        }

        Release();
        List<WireFrame> frames = [];
        while (frames.LastOrDefault()?.Command is not ("RECEIPT" or "ERROR"))
        {
            frames.Add(await client.ReadAsync());
        }

        Assert.That($"{frames[^1]}", Is.EqualTo("RECEIPT r"));
        Assert.That(frames.Count(frame => frame.Command == "BEAT"), Is.GreaterThanOrEqualTo(10));
    }

    [Test]
    public async Task A_client_that_falls_silent_is_ended_and_the_handler_told()
    {
        WireClient client = await BeginAsync("heart-beat:1000,0\n");
        await AdvanceUntilAsync(_cancelled.Task);
        await client.ExpectErrorAsync("nothing was received for");
    }

    [Test]
    public async Task The_token_fires_when_the_client_has_gone()
    {
        WireClient client = await BeginAsync();
        Task gone = client.VanishAsync();
        await AdvanceUntilAsync(_cancelled.Task);
        await gone.WaitAsync(Patience);
    }

    [Test]
    public async Task The_token_fires_when_the_session_is_closed()
    {
        WireClient client = await BeginAsync();
        IStompSession session = Broker.Engine.Users.GetSessions().Single();
        session.Close("go away");
        await _cancelled.Task.WaitAsync(Patience);
        await client.ExpectErrorAsync("go away");
    }

    [Test]
    public async Task The_frames_that_a_client_sends_meanwhile_are_processed_in_order()
    {
        WireClient client = await BeginAsync();
        await client.SendAsync(Wire.Subscribe("1", "/topic/x"));
        await AdvanceAsync(2000);
        foreach (int number in Enumerable.Range(1, 500))
        {
            await client.SendAsync(Wire.Send("/topic/x", $"{number}{new string('.', 1000)}"));
        }

        await AdvanceAsync(2000);
        Release();
        Assert.That($"{await client.ReadAsync()}", Is.EqualTo("RECEIPT r"));
        Assert.That(
            (await client.ReadManyAsync(500)).Select(frame => frame.Body.TrimEnd('.')), Is.EqualTo(Enumerable.Range(1, 500).Select(number => $"{number}")));
    }

    [Test]
    public async Task A_handler_that_does_not_finish_in_time_is_told_and_the_client_gets_ERROR()
    {
        await RestartAsync(TimeSpan.FromSeconds(5));
        WireClient client = await BeginAsync();
        await AdvanceUntilAsync(_cancelled.Task);
        WireFrame error = await client.ExpectErrorAsync("the handler of '/app/slow' did not finish within the limit of 5 s (StompHandlerOptions.Timeout)");
        Assert.That(error["receipt-id"], Is.EqualTo("r"));
        Broker.AssertLogged(203, "did not finish '/app/slow'");
    }

    [Test]
    public async Task A_handler_that_never_ends_does_not_keep_its_client_waiting()
    {
        await RestartAsync(TimeSpan.FromSeconds(5));
        App.MapMessage("/stuck", async (string body) =>
        {
            var gate = new TaskCompletionSource();
            _gates.Enqueue(gate);
            _begun.TrySetResult();
            await gate.Task;
            return body;
        }).SendTo("/topic/x");
        WireClient other = await SubscribeAsync("/topic/x");
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send("/app/stuck", "late"));
        await _begun.Task.WaitAsync(Patience);
        Task<WireFrame> error = client.ExpectErrorAsync("did not finish within the limit of 5 s");
        await AdvanceUntilAsync(error);
        Release();
        await other.ExpectAsync(); // nobody waited for its result
    }

    [Test]
    public async Task The_end_of_the_broker_waits_for_handlers()
    {
        WireClient client = await BeginAsync();
        Task stopped = Broker.Engine.StopAsync(CancellationToken.None);
        Assert.That(_cancelled.Task.IsCompleted, Is.False);
        Assert.That(stopped.IsCompleted, Is.False);
        Release();
        Assert.That($"{await client.ReadAsync()}", Is.EqualTo("RECEIPT r"));
        await client.ExpectErrorAsync("the broker is shutting down");
        await stopped.WaitAsync(Patience);
    }

    [Test]
    public async Task A_handler_that_is_not_done_when_the_time_to_stop_is_over_is_told()
    {
        WireClient client = await BeginAsync();
        using var over = new CancellationTokenSource();
        Task stopped = Broker.Engine.StopAsync(over.Token);
        await over.CancelAsync();
        await _cancelled.Task.WaitAsync(Patience);
        await stopped.WaitAsync(Patience);
        await client.CloseOutputAsync();
        await client.Session.WaitAsync(Patience);
    }

    [Test]
    public async Task Streams_end_when_the_broker_stops()
    {
        App.MapMessage("/stream", (CancellationToken gone) => ForEver(gone)).SendTo("/topic/x");
        App.MapSubscribe("/stream", (CancellationToken gone) => ForEver(gone));
        WireClient sending = await SubscribeAsync("/topic/x");
        WireClient subscribed = await Broker.ConnectAsync();
        await sending.SendAsync(Wire.Send("/app/stream"));
        await subscribed.SendAsync(Wire.Subscribe("s", "/app/stream"));
        Assert.That((await sending.ReadAsync()).Command, Is.EqualTo("MESSAGE"));
        Assert.That((await subscribed.ReadAsync()).Command, Is.EqualTo("MESSAGE"));
        Task stopped = Broker.Engine.StopAsync(CancellationToken.None);
        await sending.ExpectErrorAsync("the broker is shutting down");
        await subscribed.ExpectErrorAsync("the broker is shutting down");
        await stopped.WaitAsync(Patience);
    }

    private static async IAsyncEnumerable<string> ForEver([EnumeratorCancellation] CancellationToken gone)
    {
        yield return "one";
        await Task.Delay(Timeout.Infinite, gone);
    }

    private void Map() => App.MapMessage("/slow", async (string body, CancellationToken gone) =>
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _gates.Enqueue(gate);
        try
        {
            _begun.TrySetResult();
            await gate.Task.WaitAsync(gone);
        }
        catch (OperationCanceledException)
        {
            _cancelled.TrySetResult();
            throw;
        }
    });

    private async Task RestartAsync(TimeSpan timeout)
    {
        await Broker.DisposeAsync();
        Set(options => options.Handlers.Timeout = timeout);
        Map();
    }

    // A client whose handler runs.
    private async Task<WireClient> BeginAsync(string headers = "")
    {
        WireClient client = await Broker.ConnectAsync(headers: headers);
        await client.SendAsync(Wire.Send("/app/slow", headers: "receipt:r\n"));
        await _begun.Task.WaitAsync(Patience);
        return client;
    }

    private void Release()
    {
        while (_gates.TryDequeue(out TaskCompletionSource? gate))
        {
            gate.SetResult();
        }
    }

    // In steps of a tick, each of which the session has a moment to see.
    private async Task AdvanceAsync(int milliseconds)
    {
        for (int i = 0; i < milliseconds; i += 50)
        {
            Broker.Time.Advance(50);
            await Task.Delay(1);
        }
    }

    // At most a quarter of an hour by the broker's clock.
    private async Task AdvanceUntilAsync(Task done)
    {
        for (int i = 0; i < 10_000 && !done.IsCompleted; i++)
        {
            Broker.Time.Advance(100);
            await Task.Delay(1);
        }

        await done.WaitAsync(Patience);
    }
}
