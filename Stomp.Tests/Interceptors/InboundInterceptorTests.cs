using System.Collections.Concurrent;
using System.Text;
using NUnit.Framework;
using Stomp.Broker.Sessions;
using Stomp.Core.Protocol;
using Stomp.Tests.EndToEnd;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Interceptors;

/// <summary>The application sees, changes and refuses what clients send.</summary>
public sealed class InboundInterceptorTests : InterceptorFixture
{
    [TestCase("1.0")]
    [TestCase("1.1")]
    [TestCase("1.2")]
    public async Task Every_frame_is_seen_decoded_and_in_order(string version)
    {
        var seen = new ConcurrentQueue<string>();
        StartInbound(frame => seen.Enqueue($"{frame.Command} {frame.Headers["k"]} {Encoding.UTF8.GetString(frame.Body.Span)}"));
        WireClient client = await Broker.ConnectAsync(version, "k:connect\n");
        await client.SendAsync(Wire.Subscribe("1", "/topic/a", headers: "k:s\n") + Wire.Send("/topic/a", "ü", "k:first\nk:second\nc:a\\cb\n"));
        WireFrame message = await client.ReadAsync();
        Assert.That(message.Headers, Does.Contain("k:first").And.Contain("k:second"), "nothing is changed by looking");
        await client.SendAsync(Wire.Disconnect());
        await client.ExpectEndAsync();
        Assert.That(seen, Is.EqualTo(["Connect connect ", "Subscribe s ", "Send first ü", "Disconnect  "]));
    }

    [TestCase("1.0")]
    [TestCase("1.1")]
    [TestCase("1.2")]
    public async Task Headers_and_body_can_be_changed(string version)
    {
        StartInbound(frame =>
        {
            if (frame.Command == StompCommand.Send)
            {
                frame.Headers["destination"] = "/topic/b";
                frame.Headers["k"] = "one";
                frame.Headers["gone"] = null;
                frame.Headers.Add("user", "松哥: x");
                frame.Body = Encoding.UTF8.GetBytes("changed: " + Encoding.UTF8.GetString(frame.Body.Span));
            }
        });
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("a", "/topic/a"), Wire.Subscribe("b", "/topic/b"));
        await client.SendAsync(Wire.Send("/topic/a", "body", "content-length:4\nk:1\nk:2\ngone:x\nreceipt:r\n"));
        List<WireFrame> frames = await client.ReadManyAsync(2);
        Assert.That(frames.Select(frame => $"{frame}"), Is.EqualTo(["MESSAGE b changed: body", "RECEIPT r"]));
        Assert.That(frames[0]["user"], Is.EqualTo(version == "1.0" ? "松哥: x" : "松哥\\c x"));
        Assert.That(frames[0].Headers.Where(line => line.StartsWith("k:", StringComparison.Ordinal)), Is.EqualTo(["k:one"]));
        Assert.That(frames[0]["gone"], Is.Null);
        Assert.That(frames[0]["content-length"], Is.EqualTo("13"));
    }

    [Test]
    public async Task CONNECT_can_be_changed_and_the_authenticator_sees_the_change()
    {
        StartInbound(frame => frame.Headers["login"] = "changed:");
        await Broker.ConnectAsync("1.2", "login:original\n");
        Assert.That(Broker.Engine.Users.GetUsers().Single().Name, Is.EqualTo("changed:"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_frame_can_be_refused_with_a_reason(bool later)
    {
        StartInbound(async (frame, _) =>
        {
            if (frame.Headers["destination"] == "/topic/secret")
            {
                await (later ? Task.Delay(1, CancellationToken.None) : Task.CompletedTask);
                frame.Refuse("that is a secret");
                frame.Refuse("a second reason");
            }
        });
        WireClient other = await Broker.ConnectAsync();
        await other.DoAsync(Wire.Subscribe("1", "/topic/**"));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send("/topic/a", "before") + Wire.Send("/topic/secret", "x", "receipt:r\n") + Wire.Send("/topic/a", "after"));
        WireFrame error = await client.ExpectErrorAsync("that is a secret");
        Assert.That(error["receipt-id"], Is.EqualTo("r"));
        await other.ExpectAsync("MESSAGE 1 before");
    }

    [Test]
    public async Task Interceptors_come_in_order_and_none_after_one_that_refuses()
    {
        var seen = new ConcurrentQueue<string>();
        StartInbound(
            (frame, _) =>
            {
                frame.Headers["k"] += "1";
                return ValueTask.CompletedTask;
            },
            (frame, _) =>
            {
                seen.Enqueue(frame.Headers["k"]!);
                if (frame.Command == StompCommand.Begin)
                {
                    frame.Refuse("no transactions");
                }

                return ValueTask.CompletedTask;
            },
            (frame, _) =>
            {
                seen.Enqueue($"{frame.Command}");
                return ValueTask.CompletedTask;
            });
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Begin("t"));
        await client.ExpectErrorAsync("no transactions");
        Assert.That(seen, Is.EqualTo(["1", "Connect", "1"]));
    }

    [Test]
    public async Task Frames_keep_their_order_while_an_interceptor_takes_its_time_and_other_sessions_do_not_wait()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        StartInbound(async (frame, _) => await (frame.Headers["slow"] is null ? Task.CompletedTask : gate.Task));
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"));
        await client.SendAsync(Wire.SendMany("/topic/a", 1, 3) + Wire.Send("/topic/a", "slow", "slow:\n") + Wire.SendMany("/topic/a", 4, 3));
        Assert.That((await client.ReadManyAsync(3)).Select(frame => frame.Body), Is.EqualTo(["1", "2", "3"]));
        WireClient other = await Broker.ConnectAsync();
        await other.DoAsync(Wire.Subscribe("1", "/topic/a"));
        gate.SetResult();
        await client.ExpectAsync("MESSAGE 1 slow", "MESSAGE 1 4", "MESSAGE 1 5", "MESSAGE 1 6");
        await other.ExpectAsync("MESSAGE 1 slow", "MESSAGE 1 4", "MESSAGE 1 5", "MESSAGE 1 6");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task What_an_interceptor_throws_is_logged_and_refuses_the_frame_without_telling_its_text(bool later)
    {
        StartInbound(async (frame, _) =>
        {
            if (frame.Command == StompCommand.Subscribe)
            {
                await (later ? Task.Delay(1, CancellationToken.None) : Task.CompletedTask);
                throw new InvalidOperationException("SECRET");
            }
        });
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Subscribe("1", "/topic/a", headers: "receipt:r\n"));
        WireFrame error = await client.ExpectErrorAsync("the frame could not be processed");
        Assert.That(error["receipt-id"], Is.EqualTo("r"));
        Assert.That(error.Body, Does.Not.Contain("SECRET"));
        Broker.AssertLogged(122, "SECRET");
    }

    [Test]
    public async Task A_line_end_in_a_header_of_CONNECT_cannot_be_sent()
    {
        StartInbound(frame => frame.Headers["k"] = "a\nb");
        WireClient client = Broker.Open();
        await client.SendAsync(Wire.Connect("1.2"));
        await client.ExpectErrorAsync("the frame could not be processed");
        Broker.AssertLogged(122, "line");
    }

    [Test]
    public void A_header_that_STOMP_cannot_carry_is_an_argument_error()
    {
        StartInbound(frame =>
        {
            Assert.That(() => frame.Headers[""] = "x", Throws.ArgumentException);
            Assert.That(() => frame.Headers["k"] = "\0", Throws.ArgumentException.With.Message.Contains("NUL"));
            Assert.That(() => frame.Headers.Add("\0", "x"), Throws.ArgumentException.With.Message.Contains("NUL"));
            Assert.That(() => frame.Refuse(""), Throws.ArgumentException);
        });
        Assert.That(async () => await Broker.ConnectAsync(), Throws.Nothing);
    }

    [Test]
    public async Task A_session_can_be_ended_while_an_interceptor_never_finishes()
    {
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        StartInbound(async (frame, _) =>
        {
            if (frame.Command == StompCommand.Send)
            {
                called.SetResult();
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
            }
        });
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send("/queue/a", "x"));
        await called.Task.WaitAsync(Patience);
        IStompSession session = Broker.Engine.Users.GetSessions().Single();
        Task closed = session.CloseAsync("enough");
        await client.ExpectErrorAsync("enough");
        await closed.WaitAsync(Patience);
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task A_client_is_not_found_silent_while_an_interceptor_takes_its_time()
    {
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        StartInbound(async (frame, _) =>
        {
            if (frame.Command == StompCommand.Send)
            {
                called.TrySetResult();
                await gate.Task;
            }
        });
        WireClient client = await Broker.ConnectAsync("1.2", "heart-beat:1000,0\n");
        await client.SendAsync(Wire.Send("/topic/a", "x", "receipt:r\n"));
        await called.Task.WaitAsync(Patience);
        await Eventually.HoldsAsync(
            () =>
            {
                Time.Advance(1000);
                return Time.GetTimestamp() > TimeSpan.FromMinutes(62).Ticks;
            },
            "two minutes pass");
        gate.SetResult();
        Assert.That($"{await client.ReadAsync()}", Is.EqualTo("RECEIPT r"));
    }
}
