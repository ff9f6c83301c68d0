using Microsoft.Extensions.Hosting;
using NUnit.Framework;
using Stomp.Broker.Handlers;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Handlers;

/// <summary>A session waits for its handlers, one after another; nobody else does.</summary>
public sealed class OrderTests : HandlerFixture
{
    [Test]
    public async Task The_next_frame_waits_for_the_handler()
    {
        App.MapMessage("/slow", async (string body) =>
        {
            await Task.Delay(1);
            return body;
        }).SendTo("/topic/x");
        App.MapMessage("/fast", (string body) => body).SendTo("/topic/x");
        WireClient client = await SubscribeAsync("/topic/x");
        await client.SendAsync(string.Concat(Enumerable.Range(0, 300).Select(
            number => Wire.Send((number % 3) switch { 0 => "/app/slow", 1 => "/app/fast", _ => "/topic/x" }, $"{number}"))));
        await client.ExpectAsync([.. Enumerable.Range(0, 300).Select(number => $"MESSAGE 1 {number}")]);
    }

    [Test]
    public async Task A_session_waits_while_others_go_on_and_the_receipt_comes_when_the_handler_has_finished()
    {
        var gate = new TaskCompletionSource();
        App.MapMessage("/slow", (string body) => gate.Task);
        WireClient slow = await Broker.ConnectAsync();
        WireClient other = await SubscribeAsync("/topic/x");
        await slow.SendAsync(Wire.Send("/app/slow", headers: "receipt:r\n") + Wire.Send("/topic/x", "after"));
        await other.SendAsync(Wire.Send("/topic/x", "own"));
        await other.ExpectAsync("MESSAGE 1 own");
        Assert.That(slow.Unread, Is.Zero);
        gate.SetResult();
        Assert.That($"{await slow.ReadAsync()}", Is.EqualTo("RECEIPT r"));
        Assert.That($"{await other.ReadAsync()}", Is.EqualTo("MESSAGE 1 after"));
    }

    [Test]
    public async Task A_handler_that_blocks_holds_up_its_own_session_alone()
    {
        using var gate = new ManualResetEventSlim();
        App.MapMessage("/block", (string body) => gate.Wait(Patience));
        WireClient blocked = await Broker.ConnectAsync();
        await blocked.SendAsync(Wire.Send("/app/block", headers: "receipt:r\n"));
        WireClient other = await SubscribeAsync("/topic/x");
        await other.SendAsync(Wire.Send("/topic/x", "own"));
        await other.ExpectAsync("MESSAGE 1 own");
        gate.Set();
        Assert.That($"{await blocked.ReadAsync()}", Is.EqualTo("RECEIPT r"));
    }

    [Test]
    public async Task What_was_delivered_before_does_not_wait_for_the_handler()
    {
        var gate = new TaskCompletionSource();
        App.MapMessage("/slow", (string body) => gate.Task);
        WireClient client = await SubscribeAsync("/topic/x");
        await client.SendAsync(Wire.Send("/topic/x", "before") + Wire.Send("/app/slow"));
        Assert.That($"{await client.ReadAsync()}", Is.EqualTo("MESSAGE 1 before"));
        gate.SetResult();
        await client.ExpectAsync();
    }

    [Test]
    public async Task No_handler_runs_on_the_thread_that_brought_the_frame()
    {
        var threads = new List<bool>();
        App.MapMessage("/where", (string body) => threads.Add(Thread.CurrentThread.IsThreadPoolThread));
        var client = new WireClient(Broker.Engine, create: (pipe, abort) => new DedicatedThreadConnection(pipe, abort));
        Broker.Add(client);
        await client.SendAsync(Wire.Connect("1.2"));
        Assert.That((await client.ReadAsync()).Command, Is.EqualTo("CONNECTED"));
        foreach (int number in Enumerable.Range(1, 2000)) // a handler may finish before the thread that began its call has gone on
        {
            await client.SendAsync(Wire.Send("/app/where") + Wire.Send("/app/where", headers: $"receipt:{number}\n"));
            Assert.That($"{await client.ReadAsync()}", Is.EqualTo($"RECEIPT {number}"));
        }

        Assert.That(threads, Is.EqualTo(Enumerable.Repeat(true, 4000)));
    }

    [Test]
    public async Task A_SEND_in_a_transaction_calls_its_handler_at_COMMIT_after_the_rest()
    {
        App.MapMessage("/hello", (string body) => $"handled {body}").SendTo("/topic/x");
        WireClient client = await SubscribeAsync("/topic/x");
        await client.SendAsync(
            Wire.Begin("t") + Wire.Send("/app/hello", "1", "transaction:t\nreceipt:s\n") + Wire.Send("/topic/x", "plain", "transaction:t\n")
            + Wire.Send("/app/hello", "2", "transaction:t\n"));
        await client.ExpectAsync("RECEIPT s");
        await client.SendAsync(Wire.Commit("t", "receipt:c\n"));
        await client.ExpectAsync("MESSAGE 1 plain", "MESSAGE 1 handled 1", "MESSAGE 1 handled 2", "RECEIPT c");
    }

    [Test]
    public async Task A_transaction_that_is_aborted_or_refused_calls_no_handler()
    {
        Set(options => options.Limits.MaxQueueBytes = 100);
        int calls = 0;
        App.MapMessage("/hello", (string body) => { calls++; });
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Begin("t"), Wire.Send("/app/hello", "1", "transaction:t\n"), Wire.Abort("t"));
        await client.SendAsync(
            Wire.Begin("u") + Wire.Send("/app/hello", "1", "transaction:u\n") + Wire.Send("/queue/x", new string('x', 1000), "transaction:u\n") + Wire.Commit("u"));
        await client.ExpectErrorAsync("nothing of the transaction is applied");
        Assert.That(calls, Is.Zero);
    }

    [Test]
    public async Task The_first_handler_of_a_transaction_that_fails_is_the_last()
    {
        var calls = new List<string>();
        App.MapMessage("/hello", (string body) =>
        {
            calls.Add(body);
            if (body == "2")
            {
                throw new StompHandlerException("enough");
            }
        });
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(
            Wire.Begin("t") + string.Concat(Enumerable.Range(1, 3).Select(number => Wire.Send("/app/hello", $"{number}", "transaction:t\n"))) + Wire.Commit("t", "receipt:c\n"));
        WireFrame error = await client.ExpectErrorAsync("enough");
        Assert.That(error["receipt-id"], Is.EqualTo("c"));
        Assert.That(calls, Is.EqualTo(["1", "2"]));
    }
}
