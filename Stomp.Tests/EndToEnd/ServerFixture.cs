using NUnit.Framework;

namespace Stomp.Tests.EndToEnd;

/// <summary>A server for all tests of a fixture. Each test has destinations of its own.</summary>
public abstract class ServerFixture
{
    private protected StompServer Server { get; private set; } = null!;

    /// <summary>Settings by their names within the section <c>Stomp</c>.</summary>
    private protected virtual (string Name, string Value)[] Settings => [];

    [OneTimeSetUp]
    public async Task StartServer() => Server = await StompServer.StartAsync(Settings);

    [OneTimeTearDown]
    public async Task StopServer() => await Server.DisposeAsync();

    // Whatever clients do, the broker does not fail.
    [TearDown]
    public void CheckLog() => Assert.That(Server.Log.Errors, Is.Empty);
}
