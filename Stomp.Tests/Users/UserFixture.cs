using NUnit.Framework;
using Stomp.Broker.Configuration;
using Stomp.Broker.Publishing;
using Stomp.Broker.Sessions;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Users;

/// <summary>A broker that believes any login, and whose clients may send to users.</summary>
public abstract class UserFixture : BrokerFixture
{
    protected IStompPublisher Publisher => Broker.Engine.Publisher;

    protected IUserRegistry Registry => Broker.Engine.Users;

    [SetUp]
    public void StartWithUsers() => StartWithUsers(options => options.Users.AllowClientSend = true);

    protected void StartWithUsers(Action<StompBrokerOptions> configure) => Start(configure, new LoginAuthenticator());

    /// <summary>Connects as a user; <see langword="null"/> for nobody.</summary>
    protected Task<WireClient> ConnectAsync(string? user, string version = "1.2") =>
        Broker.ConnectAsync(version, user is null ? "" : $"login:{user}\n");

    /// <summary>Connects as a user, and subscribes as 1 to a destination.</summary>
    protected async Task<WireClient> SubscribeAsync(string? user, string destination = "/user/queue/x", string ack = "auto", string version = "1.2")
    {
        WireClient client = await ConnectAsync(user, version);
        await client.DoAsync(Wire.Subscribe("1", destination, ack));
        return client;
    }
}
