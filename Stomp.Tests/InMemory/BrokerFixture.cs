using NUnit.Framework;
using Stomp.Broker.Configuration;
using Stomp.Broker.Security;

namespace Stomp.Tests.InMemory;

/// <summary>A fixture with a broker for each test, looked over for what is left in it afterwards.</summary>
public abstract class BrokerFixture : IAsyncDisposable
{
    protected static readonly TimeSpan Patience = WireClient.Patience;

    protected InMemoryBroker Broker { get; private set; } = null!;

    protected ManualTime Time => Broker.Time;

    [SetUp]
    public void Start() => Start(null);

    [TearDown]
    public async Task TearDownAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes another broker instead of the one with the default settings.</summary>
    protected void Start(
        Action<StompBrokerOptions>? configure, IStompAuthenticator? authenticator = null, IServiceProvider? services = null, ManualTime? time = null) =>
        Broker = new InMemoryBroker(configure, authenticator, services, time);
}
