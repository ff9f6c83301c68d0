using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NUnit.Framework;
using Stomp.Broker.Configuration;
using Stomp.Broker.Security;
using Stomp.Tests.InMemory;
using Stomp.Tests.Users;

namespace Stomp.Tests.Handlers;

/// <summary>An application with message handlers for each test, whose clients log in by name, or are anonymous without one.</summary>
public abstract class HandlerFixture : IAsyncDisposable
{
    protected static readonly TimeSpan Patience = WireClient.Patience;

    protected InMemoryBroker Broker { get; private set; } = null!;

    protected IHost App => Broker.Application!;

    [SetUp]
    public void Start() => Start(static _ => { });

    [TearDown]
    public async Task TearDownAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes another application instead of the one with the default settings.</summary>
    protected void Start(Action<IServiceCollection> configure) =>
        Broker = new InMemoryBroker(services =>
        {
            services.AddSingleton<IStompAuthenticator, LoginAuthenticator>();
            configure(services);
        });

    /// <summary>Likewise, with other settings.</summary>
    protected void Set(Action<StompBrokerOptions> configure) => Start(services => services.Configure(configure));

    /// <summary>A client that is subscribed to a destination, as <c>1</c>.</summary>
    protected async Task<WireClient> SubscribeAsync(string destination, string? login = null)
    {
        WireClient client = await Broker.ConnectAsync(headers: login is null ? "" : $"login:{login}\n");
        await client.DoAsync(Wire.Subscribe("1", destination));
        return client;
    }
}
