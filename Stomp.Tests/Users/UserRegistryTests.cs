using System.Net;
using NUnit.Framework;
using Stomp.Broker.Sessions;
using Stomp.Core.Protocol;
using Stomp.Core.Transports;
using Stomp.Tests.EndToEnd;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Users;

/// <summary>Who is connected, and to what they are subscribed; and what the application can do about it.</summary>
public sealed class UserRegistryTests : UserFixture
{
    [Test]
    public async Task Users_sessions_and_subscriptions_are_shown_as_they_are_now()
    {
        WireClient bob = await SubscribeAsync("bob", "/topic/a.*");
        await bob.DoAsync(Wire.Subscribe("2", "/user/queue/x"));
        await ConnectAsync("bob", "1.1");
        await ConnectAsync("ann");
        await ConnectAsync(null);
        Broker.Open(); // not connected

        Assert.That(Registry.UserCount, Is.EqualTo(2));
        Assert.That(Registry.GetUsers().Select(user => (user.Name, user.Sessions.Count)), Is.EquivalentTo([("bob", 2), ("ann", 1)]));
        Assert.That(Registry.GetSessions().Select(session => session.UserName), Is.EquivalentTo(["bob", "bob", "ann", null]));
        Assert.That(Registry.FindUser("Bob"), Is.Null);
        IStompSession session = Registry.FindUser("bob")!.Sessions.Single(session => session.Version == StompVersion.V12);
        Assert.That(session.User.Identity!.Name, Is.EqualTo("bob"));
        Assert.That(session.Subscriptions.Select(subscription => (subscription.Id, subscription.Destination)), Is.EqualTo([("1", "/topic/a.*"), ("2", "/user/queue/x")]));
        Assert.That(Registry.FindSubscriptions(subscription => subscription.Destination.StartsWith("/topic/", StringComparison.Ordinal)).Single().Session, Is.SameAs(session));
        Assert.That(Registry.TryGetSession(session.Id, out IStompSession? found), Is.True);
        Assert.That(found, Is.SameAs(session));

        await bob.DoAsync(Wire.Unsubscribe("1"));
        Assert.That(session.Subscriptions.Single().Id, Is.EqualTo("2"));
        await bob.SendAsync(Wire.Disconnect());
        await bob.ExpectEndAsync();
        Assert.That(session.Subscriptions, Is.Empty);
        Assert.That(Registry.FindUser("bob")!.Sessions, Has.Count.EqualTo(1));
        Assert.That(Registry.TryGetSession(session.Id, out _), Is.False);
    }

    [Test]
    public async Task A_session_shows_its_connection_and_keeps_what_the_application_wants()
    {
        WireClient client = Broker.Add(new WireClient(
            Broker.Engine, create: (pipe, abort) => new PipeConnection(pipe, "pipe", abort) { RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, 1234) }));
        await client.SendAsync(Wire.Connect("1.1"));
        string id = (await client.ReadAsync())["session"]!;
        IStompSession session = Registry.GetSessions().Single();
        Assert.That(session.Id, Is.EqualTo(id));
        Assert.That(session.RemoteEndPoint, Is.EqualTo(new IPEndPoint(IPAddress.Loopback, 1234)));
        Assert.That((session.Transport, session.Version, session.UserName), Is.EqualTo(("pipe", StompVersion.V11, (string?)null)));
        Assert.That(session.User.Identity!.IsAuthenticated, Is.False);
        Assert.That(session.Items.GetOrAdd("room", "lobby"), Is.EqualTo("lobby"));
        Assert.That(session.Items["room"], Is.EqualTo("lobby"));
    }

    [Test]
    public async Task The_token_of_a_session_fires_at_its_end_however_late_it_is_asked_for()
    {
        WireClient client = await ConnectAsync("bob");
        IStompSession session = Registry.GetSessions().Single();
        CancellationToken closed = session.Closed;
        Assert.That(closed.IsCancellationRequested, Is.False);
        await client.VanishAsync();
        await Eventually.HoldsAsync(() => closed.IsCancellationRequested, "the token fires");
        Assert.That(session.Closed.IsCancellationRequested, Is.True);

        WireClient other = await ConnectAsync("bob");
        IStompSession second = Registry.GetSessions().Single();
        await other.VanishAsync();
        Assert.That(second.Closed.IsCancellationRequested, Is.True);
    }

    [Test]
    public async Task A_session_can_be_closed_with_a_reason_for_the_client()
    {
        WireClient bob = await SubscribeAsync("bob");
        IStompSession session = Registry.GetSessions().Single();
        await Publisher.PublishToUserAsync("bob", "/queue/x", "last");
        Task closed = session.CloseAsync("the chat is over");
        Assert.That($"{await bob.ReadAsync()}", Is.EqualTo("MESSAGE 1 last"));
        await bob.ExpectErrorAsync("the chat is over");
        await closed.WaitAsync(Patience);
        await session.CloseAsync("again").WaitAsync(Patience);
        Assert.That(() => session.Close(" "), Throws.ArgumentException);
    }

    [Test]
    public async Task A_user_can_be_closed_in_all_sessions()
    {
        WireClient[] clients = [await ConnectAsync("bob"), await ConnectAsync("bob")];
        WireClient other = await ConnectAsync("ann");
        Task<int> closed = Registry.CloseUserAsync("bob", "you are banned");
        foreach (WireClient client in clients)
        {
            await client.ExpectErrorAsync("you are banned");
        }

        Assert.That(await closed.WaitAsync(Patience), Is.EqualTo(2));
        Assert.That(await Registry.CloseUserAsync("bob", "you are banned"), Is.Zero);
        await other.ExpectAsync();
    }

    [TestCase("/user/queue/x", "auto")]
    [TestCase("/user/queue/x", "client")]
    [TestCase("/topic/x", "auto")]
    [TestCase("/topic/x", "client")]
    [TestCase("/queue/x", "auto")]
    [TestCase("/queue/x", "client")]
    public async Task A_subscription_can_be_ended_and_the_client_may_still_end_it_or_subscribe_anew(string destination, string ack)
    {
        WireClient bob = await SubscribeAsync("bob", destination, ack);
        await bob.DoAsync(Wire.Subscribe("2", "/topic/other"));
        IStompSession session = Registry.GetSessions().Single();
        Task<int> ended = session.UnsubscribeAsync(subscription => subscription.Destination == destination);
        Assert.That(await ended.WaitAsync(Patience), Is.EqualTo(1));
        Assert.That(session.Subscriptions.Single().Id, Is.EqualTo("2"));
        await Publisher.PublishAsync("/topic/x", "nobody's");
        await bob.DoAsync(Wire.Unsubscribe("1"), Wire.Subscribe("1", destination, ack));
        await Publisher.PublishAsync(destination.Replace("/user/", "/user/bob/", StringComparison.Ordinal), "again");
        WireFrame again = (await bob.ExpectAsync("MESSAGE 1 again"))[0];
        await bob.DoAsync(ack == "client" ? Wire.Ack(again) : "");
        Assert.That(await session.UnsubscribeAsync(_ => false), Is.Zero);
    }

    [Test]
    public async Task What_an_ended_subscription_had_not_acknowledged_goes_back_to_its_queue()
    {
        WireClient bob = await SubscribeAsync("bob", "/queue/x", "client");
        await Publisher.PublishAsync("/queue/x", "hello");
        WireFrame message = (await bob.ExpectAsync("MESSAGE 1 hello"))[0];
        WireClient other = await SubscribeAsync("ann", "/queue/x");
        Assert.That(await Registry.UnsubscribeUserAsync("bob", _ => true).WaitAsync(Patience), Is.EqualTo(1));
        await other.ExpectAsync("MESSAGE 1 hello (redelivered)");
        await bob.DoAsync(Wire.Ack(message)); // it was under way
        Assert.That(await Registry.UnsubscribeUserAsync("nobody", _ => true), Is.Zero);
    }

    [Test]
    public async Task An_ended_subscription_of_1_0_without_an_id_may_be_ended_by_its_destination()
    {
        WireClient bob = await ConnectAsync("bob", "1.0");
        await bob.DoAsync("SUBSCRIBE\ndestination:/topic/x\n\n\0");
        IStompSession session = Registry.GetSessions().Single();
        Assert.That(session.Subscriptions.Single().Id, Is.Null);
        Assert.That(await session.UnsubscribeAsync(_ => true).WaitAsync(Patience), Is.EqualTo(1));
        await bob.DoAsync("UNSUBSCRIBE\ndestination:/topic/x\n\n\0");
        await bob.SendAsync("UNSUBSCRIBE\ndestination:/topic/x\n\n\0");
        await bob.ExpectErrorAsync("no such subscription");
    }

    [Test]
    public async Task Nothing_is_left_to_end_in_a_session_that_has_ended()
    {
        WireClient bob = await SubscribeAsync("bob");
        IStompSession session = Registry.GetSessions().Single();
        await bob.VanishAsync();
        Assert.That(await session.UnsubscribeAsync(_ => true), Is.Zero);
    }
}
