using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using NUnit.Framework;
using Stomp.Broker.Handlers;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Handlers;

/// <summary>Handlers of subscriptions: what there is, to whoever comes.</summary>
public sealed class SubscribeTests : HandlerFixture
{
    [Test]
    public async Task The_subscription_alone_gets_the_result_after_its_receipt()
    {
        App.MapSubscribe("/room/{room}", (string room) => new Greeting(room));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Subscribe("s", "/app/room/a", headers: "receipt:r\n"));
        List<WireFrame> frames = await client.ExpectAsync("RECEIPT r", """MESSAGE s {"content":"a"}""");
        Assert.That(frames[1]["destination"], Is.EqualTo("/app/room/a"));
        Assert.That(frames[1]["message-id"], Is.Not.Empty);
        Assert.That(frames[1]["content-type"], Is.EqualTo("application/json"));
        await client.DoAsync(Wire.Unsubscribe("s"));
        await client.SendAsync(Wire.Subscribe("s", "/app/room.b"));
        await client.ExpectAsync("""MESSAGE s {"content":"b"}""");
    }

    [Test]
    public async Task A_result_can_go_elsewhere_instead()
    {
        App.MapSubscribe("/arrive", async ([UserName] string name) =>
        {
            await Task.Yield();
            return name;
        }).SendTo("/topic/arrivals");
        WireClient watching = await SubscribeAsync("/topic/arrivals");
        WireClient client = await Broker.ConnectAsync(headers: "login:sang\n");
        await client.SendAsync(Wire.Subscribe("s", "/app/arrive"));
        await client.ExpectAsync();
        await watching.ExpectAsync("MESSAGE 1 sang");
    }

    [Test]
    public async Task Nothing_and_null_subscribe_without_a_message()
    {
        int calls = 0;
        App.MapSubscribe("/nothing", () => { calls++; });
        App.MapSubscribe("/null", () => (string?)null);
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Subscribe("1", "/app/nothing", headers: "receipt:a\n") + Wire.Subscribe("2", "/app/null", headers: "receipt:b\n"));
        await client.ExpectAsync("RECEIPT a", "RECEIPT b");
        Assert.That(calls, Is.EqualTo(1));
    }

    [Test]
    public async Task A_failure_is_an_ERROR_instead_of_the_receipt()
    {
        App.MapSubscribe("/fail", string () => throw new StompHandlerException("no"));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Subscribe("1", "/app/fail", headers: "receipt:a\n"));
        Assert.That((await client.ExpectErrorAsync("no"))["receipt-id"], Is.EqualTo("a"));
    }

    [Test]
    public async Task A_stream_goes_on_beside_other_frames_until_the_client_unsubscribes()
    {
        var prices = Channel.CreateUnbounded<int>();
        var ended = new TaskCompletionSource();
        App.MapSubscribe("/prices", (CancellationToken gone) => ReadAsync(prices, ended, gone));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Subscribe("s", "/app/prices", headers: "receipt:r\n"));
        await client.ExpectAsync("RECEIPT r");
        prices.Writer.TryWrite(1);
        Assert.That($"{await client.ReadAsync()}", Is.EqualTo("MESSAGE s 1"));
        await client.DoAsync(Wire.Send("/topic/other"));
        prices.Writer.TryWrite(2);
        Assert.That($"{await client.ReadAsync()}", Is.EqualTo("MESSAGE s 2"));
        Assert.That(ended.Task.IsCompleted, Is.False);
        await client.DoAsync(Wire.Unsubscribe("s"));
        await ended.Task.WaitAsync(Patience);
        prices.Writer.TryWrite(3);
        await client.ExpectAsync();
    }

    [Test]
    public async Task A_stream_ends_with_its_session()
    {
        var prices = Channel.CreateUnbounded<int>();
        var ended = new TaskCompletionSource();
        App.MapSubscribe("/prices", (CancellationToken gone) => ReadAsync(prices, ended, gone));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Subscribe("s", "/app/prices", headers: "receipt:r\n"));
        await client.ExpectAsync("RECEIPT r");
        await client.VanishAsync();
        await ended.Task.WaitAsync(Patience);
    }

    [Test]
    public async Task A_stream_that_fails_is_told_as_any_failure()
    {
        App.MapSubscribe("/fail", () => FailAsync());
        App.MapSubscribe("/handled", () => FailAsync(new NotSupportedException()));
        App.MapMessageException((NotSupportedException exception) => "handled");
        WireClient client = await SubscribeAsync("/user/queue/errors");
        await client.SendAsync(Wire.Subscribe("h", "/app/handled"));
        Assert.That((await client.ReadManyAsync(2)).Select(frame => $"{frame}"), Is.EqualTo(["MESSAGE h 1", "MESSAGE 1 handled"]));
        await client.SendAsync(Wire.Subscribe("f", "/app/fail"));
        Assert.That($"{await client.ReadAsync()}", Is.EqualTo("MESSAGE f 1"));
        await client.ExpectErrorAsync("the handler of '/app/fail' failed");
    }

    [Test]
    public async Task A_stream_waits_for_a_client_that_does_not_read()
    {
        int made = 0;
        App.MapSubscribe("/flood", (CancellationToken gone) => FloodAsync(() => made++, gone));
        WireClient client = await Broker.ConnectAsync(window: 16 * 1024);
        await client.SendAsync(Wire.Subscribe("s", "/app/flood"));

        // It stops by itself, somewhere; then the client reads, and it goes on.
        int stopped = -1;
        Assert.That(
            SpinWait.SpinUntil(
                () =>
                {
                    int before = stopped;
                    stopped = Volatile.Read(ref made);
                    Thread.Sleep(50);
                    return stopped > 0 && before == stopped;
                },
                Patience),
            Is.True);
        Assert.That(stopped * 1000, Is.LessThan(1024 * 1024), "far less than would end the session");
        await client.SkipAsync(stopped + 100);
        Assert.That(Volatile.Read(ref made), Is.GreaterThan(stopped));
        await client.VanishAsync();
    }

    private static async IAsyncEnumerable<int> ReadAsync(Channel<int> prices, TaskCompletionSource ended, [EnumeratorCancellation] CancellationToken gone)
    {
        try
        {
            await foreach (int price in prices.Reader.ReadAllAsync(gone))
            {
                yield return price;
            }
        }
        finally
        {
            ended.TrySetResult();
        }
    }

    private static async IAsyncEnumerable<int> FailAsync(Exception? exception = null)
    {
        yield return 1;
        await Task.Yield();
        throw exception ?? new InvalidOperationException();
    }

    private static async IAsyncEnumerable<string> FloodAsync(Action count, [EnumeratorCancellation] CancellationToken gone)
    {
        string body = new('x', 1000);
        while (!gone.IsCancellationRequested)
        {
            await Task.Yield();
            count();
            yield return body;
        }
    }
}
