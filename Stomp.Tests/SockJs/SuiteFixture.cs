using NUnit.Framework;

namespace Stomp.Tests.SockJs;

/// <summary>The services of the public test-suite for all tests of a fixture. Each session has an id of its own.</summary>
public abstract class SuiteFixture
{
    private protected SuiteServer Server { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartServer() => Server = await SuiteServer.StartAsync();

    [OneTimeTearDown]
    public async Task StopServer() => await Server.DisposeAsync();

    [TearDown]
    public void CheckLog() => Assert.That(Server.Log.Errors, Is.Empty);
}
