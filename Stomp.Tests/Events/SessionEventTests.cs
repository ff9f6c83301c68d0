using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Stomp.Broker.Configuration;
using Stomp.Broker.Security;
using Stomp.Broker.Sessions;
using Stomp.Tests.EndToEnd;
using Stomp.Tests.InMemory;
using Stomp.Tests.Sessions;
using Stomp.Tests.Users;

namespace Stomp.Tests.Events;

/// <summary>The application is told what happens to sessions.</summary>
public sealed class SessionEventTests : BrokerFixture
{
    private EventRecorder _recorder = null!;
    private ServiceProvider _services = null!;

    [SetUp]
    public void StartWithEvents() => StartWithEvents(null);

    [TearDown]
    public async Task DisposeServicesAsync() => await _services.DisposeAsync();

    [Test]
    public async Task The_life_of_a_session_is_told_in_its_order()
    {
        WireClient client = await Broker.ConnectAsync("1.2", "login:bob\n");
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"), Wire.Subscribe("2", "/user/queue/x"), Wire.Unsubscribe("1"));
        await client.SendAsync(Wire.Disconnect());
        await client.ExpectEndAsync();
        _recorder.Expect(
            "connecting bob",
            "connected bob",
            "subscribed 1 /topic/a",
            "subscribed 2 /user/queue/x",
            "unsubscribed 1 /topic/a Client",
            "unsubscribed 2 /user/queue/x SessionEnded",
            "disconnected Disconnected: disconnected");
    }

    [Test]
    public async Task A_connection_that_never_says_CONNECT_is_no_session()
    {
        WireClient client = Broker.Open();
        await client.SendAsync("SEND\n\n\0");
        await client.ExpectErrorAsync();
        WireClient other = await Broker.ConnectAsync("1.2", "login:bob\n");
        _recorder.Expect("connecting bob", "connected bob");
        await other.ExpectAsync();
    }

    [Test]
    public async Task A_client_that_is_not_let_in_connects_and_disconnects()
    {
        StartWithEvents(null, new StubAuthenticator(_ => StompAuthenticationResult.Refuse("no such user")));
        WireClient client = Broker.Open();
        await client.SendAsync(Wire.Connect("1.2", "login:bob\n"));
        await client.ExpectErrorAsync("no such user");
        _recorder.Expect("connecting bob", "disconnected Refused: no such user");
    }

    [TestCase("SEND\n\n\0", "disconnected Refused: the frame lacks the header 'destination'")]
    [TestCase("DISCONNECT\n\n\0", "disconnected Disconnected: disconnected")]
    [TestCase("", "disconnected ConnectionClosed: the client closed the connection")]
    public async Task How_a_client_ended_its_session_is_told(string last, string expected)
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(last);
        await client.CloseOutputAsync();
        await client.Session.WaitAsync(Patience);
        _recorder.Expect("connecting ", "connected ", expected);
    }

    [Test]
    public async Task A_connection_that_broke_is_told()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.VanishAsync();
        _recorder.Expect("connecting ", "connected ", "disconnected ConnectionLost: the connection broke");
    }

    [Test]
    public async Task A_client_that_fell_silent_is_told()
    {
        WireClient client = await Broker.ConnectAsync("1.2", "heart-beat:1000,0\n");
        await client.UntilAllReadAsync();
        Time.Advance(60_000);
        await client.ExpectErrorAsync("nothing was received");
        Assert.That(SpinWait.SpinUntil(() => _recorder.Events.Count == 3, Patience), Is.True);
        Assert.That(_recorder.Events.Last(), Does.StartWith("disconnected TimedOut: nothing was received for "));
    }

    [Test]
    public async Task A_client_that_does_not_read_is_told()
    {
        StartWithEvents(options => options.Limits.MaxOutboxBytes = 10_000);
        WireClient client = await Broker.ConnectAsync(window: 1000);
        await client.SendAsync(Wire.Subscribe("1", "/topic/a") + string.Concat(Enumerable.Repeat(Wire.Send("/topic/a", new string('x', 1000)), 30)));
        await client.Session.WaitAsync(Patience);
        _recorder.Expect(
            "connecting ", "connected ", "subscribed 1 /topic/a", "unsubscribed 1 /topic/a SessionEnded", "disconnected TooSlow: it reads too slowly");
    }

    [Test]
    public async Task What_the_application_ends_is_told()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"));
        IStompSession session = Broker.Engine.Users.GetSessions().Single();
        await session.UnsubscribeAsync(_ => true);
        session.Close("enough");
        await client.ExpectErrorAsync("enough");
        _recorder.Expect("connecting ", "connected ", "subscribed 1 /topic/a", "unsubscribed 1 /topic/a Application", "disconnected Closed: enough");
    }

    [Test]
    public async Task A_broker_that_stops_waits_for_the_handlers()
    {
        WireClient client = await Broker.ConnectAsync();
        var gate = new TaskCompletionSource();
        _recorder.OnEvent = async (text, _) => await (text.StartsWith("disc", StringComparison.Ordinal) ? gate.Task : Task.CompletedTask);
        Task stopped = Broker.Engine.StopAsync(CancellationToken.None);
        await client.ExpectErrorAsync("shutting down");
        Assert.That(stopped.IsCompleted, Is.False);
        gate.SetResult();
        await stopped.WaitAsync(Patience);
        _recorder.Expect("connecting ", "connected ", "disconnected Stopping: the broker is shutting down");
    }

    [Test]
    public async Task It_waits_no_longer_than_it_may()
    {
        WireClient client = await Broker.ConnectAsync();
        var gate = new TaskCompletionSource();
        _recorder.OnEvent = async (_, _) => await gate.Task;
        await client.SendAsync(Wire.Disconnect());
        await client.ExpectEndAsync();
        await Broker.Engine.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Patience);
        Broker.AssertLogged(121, "did not finish");
        gate.SetResult();
    }

    [Test]
    public async Task What_a_handler_throws_is_logged_and_harms_nothing()
    {
        _recorder.OnEvent = (text, _) => text.StartsWith("connected", StringComparison.Ordinal) ? throw new InvalidOperationException("OOPS") : ValueTask.CompletedTask;
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"));
        _recorder.Expect("connecting ", "subscribed 1 /topic/a");
        Broker.AssertLogged(120, "OOPS");
        Broker.AssertLogged(120, nameof(EventRecorder));
    }

    [Test]
    public async Task Events_of_a_session_come_one_at_a_time_and_hold_up_no_other_session_nor_this_one()
    {
        var gate = new TaskCompletionSource();
        _recorder.OnEvent = async (_, session) => await (session.UserName == "slow" ? gate.Task : Task.CompletedTask);
        WireClient slow = await Broker.ConnectAsync("1.2", "login:slow\n");
        await slow.SendAsync(Wire.Subscribe("1", "/topic/a") + Wire.Send("/topic/a", "hello"));
        await slow.ExpectAsync("MESSAGE 1 hello");
        WireClient other = await Broker.ConnectAsync("1.2", "login:other\n");
        await Eventually.HoldsAsync(() => _recorder.Events.Contains("connected other"), "the other session's events come");
        Assert.That(_recorder.Events, Has.None.Contain("/topic/a"));
        gate.SetResult();
        await Eventually.HoldsAsync(() => _recorder.Events.Contains("subscribed 1 /topic/a"), "then those of the slow one");
        await other.ExpectAsync();
    }

    [Test]
    public async Task A_session_with_many_events_that_wait_waits_for_them_and_can_be_ended_nevertheless()
    {
        var gate = new TaskCompletionSource();
        _recorder.OnEvent = async (_, _) => await gate.Task;
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(string.Concat(Enumerable.Range(1, 200).Select(number => Wire.Subscribe($"{number}", "/topic/a"))));
        IStompSession session = Broker.Engine.Users.GetSessions().Single();
        await Eventually.HoldsAsync(() => session.Subscriptions.Count >= 60, "it subscribes");
        Assert.That(session.Subscriptions, Has.Count.LessThan(70), "and waits");
        Task closed = session.CloseAsync("enough");
        await client.ExpectErrorAsync("enough");
        await closed.WaitAsync(Patience);
        Assert.That(_recorder.Events, Is.Empty);
        gate.SetResult();
        await Eventually.HoldsAsync(() => _recorder.Events.LastOrDefault() == "disconnected Closed: enough", "all come at last");
        int subscribed = _recorder.Events.Count(text => text.StartsWith("subscribed", StringComparison.Ordinal));
        Assert.That(subscribed, Is.EqualTo(200), "what was received is processed");
        Assert.That(_recorder.Events.Count(text => text.StartsWith("unsubscribed", StringComparison.Ordinal)), Is.EqualTo(subscribed));
    }

    [Test]
    public async Task A_handler_can_use_the_session()
    {
        _recorder.OnEvent = async (text, session) =>
        {
            if (text.StartsWith("subscribed", StringComparison.Ordinal))
            {
                session.Items["seen"] = text;
                await Broker.Engine.Publisher.PublishToSessionAsync(session.Id, "/queue/x", "welcome");
            }
        };
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Subscribe("1", "/user/queue/x"));
        Assert.That($"{await client.ReadAsync()}", Is.EqualTo("MESSAGE 1 welcome"));
        Assert.That(Broker.Engine.Users.GetSessions().Single().Items["seen"], Is.EqualTo("subscribed 1 /user/queue/x"));
    }

    private void StartWithEvents(Action<StompBrokerOptions>? configure, IStompAuthenticator? authenticator = null)
    {
        _recorder = new EventRecorder();
        _services = new ServiceCollection().AddSingleton<IStompSessionEvents>(_recorder).BuildServiceProvider();
        Start(configure, authenticator ?? new LoginAuthenticator(), _services);
    }
}
