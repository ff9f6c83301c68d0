using System.Collections.Concurrent;
using System.Text;
using NUnit.Framework;
using Stomp.Broker.Sessions.Interceptors;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Interceptors;

/// <summary>The application sees, changes and drops what subscribers get.</summary>
public sealed class OutboundInterceptorTests : InterceptorFixture
{
    [Test]
    public async Task Every_delivery_is_seen_with_its_subscription_and_nothing_else_is()
    {
        var seen = new ConcurrentQueue<string>();
        StartOutbound(delivery => seen.Enqueue(
            $"{delivery.Subscription.Session.UserName} {delivery.Subscription.Id} {delivery.Subscription.Destination} "
            + $"{string.Join(',', delivery.Headers.Select(header => $"{header.Key}={header.Value}"))} {Encoding.UTF8.GetString(delivery.Body.Span)}"));
        WireClient client = await Broker.ConnectAsync("1.2", "login:bob\n");
        await client.DoAsync(Wire.Subscribe("1", "/topic/*"), Wire.Subscribe("2", "/user/queue/x"));
        await client.SendAsync(Wire.Send("/topic/a", "ü", "k:a\\cb\nreceipt:r\n"));
        await client.ReadManyAsync(2);
        await Broker.Engine.Publisher.PublishToUserAsync("bob", "/queue/x", "hello");
        await client.ReadAsync();
        Assert.That(
            seen,
            Is.EqualTo(["bob 1 /topic/* destination=/topic/a,k=a:b ü", "bob 2 /user/queue/x destination=/user/queue/x,content-type=text/plain hello"]));
    }

    [TestCase("1.0", "auto")]
    [TestCase("1.1", "auto")]
    [TestCase("1.2", "auto")]
    [TestCase("1.1", "client")]
    [TestCase("1.2", "client")]
    public async Task Headers_and_body_can_be_changed_for_one_subscriber_and_not_for_others(string version, string ack)
    {
        StartOutbound(delivery =>
        {
            if (delivery.Subscription.Session.UserName == "bob")
            {
                delivery.Headers["k"] = "for bob: x";
                delivery.Headers["message-id"] = "forged";
                delivery.Headers["destination"] = "/topic/elsewhere";
                delivery.Body = Encoding.UTF8.GetBytes("changed");
            }
        });
        WireClient bob = await Broker.ConnectAsync(version, "login:bob\n");
        WireClient ann = await Broker.ConnectAsync(version, "login:ann\n");
        foreach (WireClient client in new[] { bob, ann })
        {
            await client.DoAsync(Wire.Subscribe("1", "/topic/a", ack));
        }

        await ann.SendAsync(Wire.Send("/topic/a", "original", "k:v\n"));
        WireFrame forAnn = (await ann.ExpectAsync("MESSAGE 1 original"))[0];
        WireFrame forBob = (await bob.ExpectAsync("MESSAGE 1 changed"))[0];
        Assert.That((forAnn["k"], forAnn["destination"]), Is.EqualTo(("v", "/topic/a")));
        Assert.That((forBob["k"], forBob["destination"]), Is.EqualTo((version == "1.0" ? "for bob: x" : "for bob\\c x", "/topic/elsewhere")));
        Assert.That(forBob["message-id"], Is.EqualTo(forAnn["message-id"]));
        Assert.That(forBob["content-length"], Is.EqualTo("7"));
        if (ack == "client")
        {
            await bob.DoAsync(Wire.Ack(forBob));
        }
    }

    [TestCase("/topic/a", "auto")]
    [TestCase("/topic/a", "client")]
    [TestCase("/topic/a", "client-individual")]
    [TestCase("/queue/a", "auto")]
    [TestCase("/queue/a", "client")]
    [TestCase("/queue/a", "client-individual")]
    [TestCase("/user/queue/a", "auto")]
    [TestCase("/user/queue/a", "client")]
    public async Task A_message_that_is_dropped_is_consumed(string destination, string ack)
    {
        StartOutbound(delivery =>
        {
            if (delivery.Body.Span.SequenceEqual("drop"u8))
            {
                delivery.Drop();
            }
        });
        WireClient client = await Broker.ConnectAsync("1.2", "login:bob\n");
        await client.DoAsync(Wire.Subscribe("1", destination, ack, "prefetch-count:2\n"));
        string sent = destination.Replace("/user/", "/user/bob/", StringComparison.Ordinal);
        foreach (string body in new[] { "one", "drop", "drop", "two" })
        {
            await Broker.Engine.Publisher.PublishAsync(sent, body);
        }

        List<WireFrame> frames = await client.ReadManyAsync(2);
        Assert.That(frames.Select(frame => frame.Body), Is.EqualTo(["one", "two"]), "one that is dropped takes no credit");
        if (ack != "auto")
        {
            await client.DoAsync(string.Concat(frames.Select(frame => Wire.Ack(frame))));
        }

        await client.DoAsync(Wire.Unsubscribe("1"));
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task Interceptors_come_in_order_and_none_after_one_that_drops()
    {
        var seen = new ConcurrentQueue<string>();
        ValueTask See(StompDelivery delivery, string name)
        {
            seen.Enqueue($"{name} {Encoding.UTF8.GetString(delivery.Body.Span)}");
            if (name == "first" && delivery.Headers["drop"] is not null)
            {
                delivery.Drop();
            }

            delivery.Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(delivery.Body.Span) + "!");
            return ValueTask.CompletedTask;
        }

        StartOutbound((delivery, _) => See(delivery, "first"), (delivery, _) => See(delivery, "second"));
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"));
        await client.SendAsync(Wire.Send("/topic/a", "a", "drop:\n") + Wire.Send("/topic/a", "b"));
        await client.ExpectAsync("MESSAGE 1 b!!");
        Assert.That(seen, Is.EqualTo(["first a", "first b", "second b!"]));
    }

    [Test]
    public async Task Messages_keep_their_order_while_an_interceptor_takes_its_time_and_other_sessions_do_not_wait()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        StartOutbound(async (delivery, _) =>
            await (delivery.Subscription.Session.UserName == "slow" && delivery.Body.Span.SequenceEqual("2"u8) ? gate.Task : Task.CompletedTask));
        WireClient slow = await Broker.ConnectAsync("1.2", "login:slow\n");
        WireClient fast = await Broker.ConnectAsync();
        await slow.DoAsync(Wire.Subscribe("1", "/topic/a"));
        await fast.DoAsync(Wire.Subscribe("1", "/topic/a"));
        await fast.SendAsync(Wire.SendMany("/topic/a", 1, 100));
        await fast.ExpectAsync([.. Enumerable.Range(1, 100).Select(number => $"MESSAGE 1 {number}")]);
        Assert.That((await slow.ReadAsync()).Body, Is.EqualTo("1"), "what is before it is not kept back");
        gate.SetResult();
        await slow.ExpectAsync([.. Enumerable.Range(2, 99).Select(number => $"MESSAGE 1 {number}")]);
    }

    [TestCase("auto", false)]
    [TestCase("client", false)]
    [TestCase("auto", true)]
    [TestCase("client", true)]
    public async Task When_one_throws_the_message_goes_back_to_its_queue_and_the_session_ends(string ack, bool later)
    {
        StartOutbound(async (delivery, _) =>
        {
            if (delivery.Subscription.Session.UserName == "bob")
            {
                await (later ? Task.Delay(1, CancellationToken.None) : Task.CompletedTask);
                throw new InvalidOperationException("SECRET");
            }
        });
        WireClient bob = await Broker.ConnectAsync("1.2", "login:bob\n");
        await bob.DoAsync(Wire.Subscribe("1", "/queue/a", ack));
        await Broker.Engine.Publisher.PublishAsync("/queue/a", "hello");
        WireFrame error = await bob.ExpectErrorAsync("a message could not be delivered");
        Assert.That(error.Body, Does.Not.Contain("SECRET"));
        Broker.AssertLogged(123, "SECRET");
        WireClient ann = await Broker.ConnectAsync("1.2", "login:ann\n");
        await ann.SendAsync(Wire.Subscribe("1", "/queue/a"));
        Assert.That((await ann.ReadAsync()).Body, Is.EqualTo("hello"));
    }

    [Test]
    public async Task A_session_can_be_ended_while_an_interceptor_never_finishes()
    {
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        StartOutbound(async (_, _) =>
        {
            called.TrySetResult();
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
        });
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"));
        await Broker.Engine.Publisher.PublishAsync("/topic/a", "one");
        await Broker.Engine.Publisher.PublishAsync("/topic/a", "two");
        await called.Task.WaitAsync(Patience);
        Broker.Engine.Users.GetSessions().Single().Close("enough");
        await client.ExpectErrorAsync("enough");
    }
}
