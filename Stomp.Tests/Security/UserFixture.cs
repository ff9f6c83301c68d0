using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using NUnit.Framework;
using Stomp.AspNetCore.Logins;
using Stomp.Broker.Configuration;
using Stomp.Core.Transports;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Security;

/// <summary>A broker with the users ann (an admin) and bob, over connections in memory.</summary>
public abstract class UserFixture : BrokerFixture
{
    protected const string AnnsLogin = "login:ann\npasscode:anns secret\n";
    protected const string BobsLogin = "login:bob\npasscode:bobs secret\n";
    protected const string Elsewhere = "192.0.2.1";

    // One round instead of 210,000: what is tested is not how slow it is.
    private static readonly PasswordHasher<string> Quick = new(Options.Create(new PasswordHasherOptions { IterationCount = 1 }));

    private LoginAuthenticator? _users;

    /// <summary>A hash that is quick to make and to check.</summary>
    public static string Hash(string password) => Quick.HashPassword("", password);

    [TearDown]
    public void DisposeUsers() => _users?.Dispose();

    protected void StartWithUsers(Action<StompBrokerOptions>? configure = null)
    {
        var options = new StompBrokerOptions();
        configure?.Invoke(options);
        var time = new ManualTime();
        var users = new StompLoginOptions();
        users.Add("ann", Hash("anns secret"), "admin", "staff").Add("bob", Hash("bobs secret"), "staff");
        _users = new LoginAuthenticator(Options.Create(users), Options.Create(options), time);
        Start(configure, _users, time: time);
    }

    /// <summary>Opens a connection that comes from an address.</summary>
    protected WireClient OpenFrom(string? address) => Broker.Add(new WireClient(
        Broker.Engine,
        create: (pipe, abort) => new PipeConnection(pipe, "pipe", abort)
        {
            RemoteEndPoint = address is null ? null : new IPEndPoint(IPAddress.Parse(address), 1234),
        }));

    /// <summary>Says CONNECT on a connection from an address.</summary>
    /// <returns>The answer.</returns>
    protected async Task<(WireClient Client, WireFrame Answer)> ConnectFromAsync(string? address, string headers)
    {
        WireClient client = OpenFrom(address);
        await client.SendAsync(Wire.Connect("1.2", headers));
        return (client, await client.ReadAsync());
    }
}
