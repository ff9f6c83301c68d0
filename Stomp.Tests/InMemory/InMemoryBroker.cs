using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NUnit.Framework;
using Stomp.Broker;
using Stomp.Broker.Configuration;
using Stomp.Broker.Security;

namespace Stomp.Tests.InMemory;

/// <summary>A broker with a clock of the test's own. Disposing it sees to it that nothing is left of its clients.</summary>
public sealed class InMemoryBroker : IAsyncDisposable
{
    private readonly List<WireClient> _clients = [];

    public InMemoryBroker(
        Action<StompBrokerOptions>? configure = null, IStompAuthenticator? authenticator = null, IServiceProvider? services = null, ManualTime? time = null)
    {
        Time = time ?? new ManualTime();
        var options = new StompBrokerOptions();
        configure?.Invoke(options);
        Engine = new StompBroker(Options.Create(options), Log, Time, authenticator is null ? null : [authenticator], meters: null, services);
    }

    /// <summary>Takes the broker of an application, which is made here and is not started.</summary>
    /// <param name="configure">Adds services and settings.</param>
    public InMemoryBroker(Action<IServiceCollection> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(Time = new ManualTime());
        builder.Services.AddSingleton<ILogger<StompBroker>>(Log);
        builder.Services.AddStompBroker();
        configure(builder.Services);
        Application = builder.Build();
        Engine = Application.Services.GetRequiredService<StompBroker>();
    }

    /// <summary>The application, if the broker is that of one.</summary>
    public IHost? Application { get; }

    public StompBroker Engine { get; }

    public ManualTime Time { get; }

    public CapturingLogger Log { get; } = new();

    /// <summary>The queues that a test leaves behind.</summary>
    public int QueuesLeft { get; set; }

    /// <summary>The messages that a test leaves behind in them.</summary>
    public int MessagesLeft { get; set; }

    /// <summary>Opens a connection that has not said CONNECT.</summary>
    public WireClient Open(int window = 64 * 1024) => Add(new WireClient(Engine, window));

    /// <summary>Has a client closed with the broker.</summary>
    public WireClient Add(WireClient client)
    {
        _clients.Add(client);
        return client;
    }

    /// <summary>Opens a connection and connects.</summary>
    public async Task<WireClient> ConnectAsync(string version = "1.2", string headers = "", int window = 64 * 1024)
    {
        WireClient client = Open(window);
        await client.SendAsync(Wire.Connect(version, headers));
        Assert.That((await client.ReadAsync()).ToString(), Is.EqualTo($"CONNECTED {version}"));
        return client;
    }

    /// <summary>Asserts that the broker logged an entry of this event with this text.</summary>
    public void AssertLogged(int id, string text) =>
        Assert.That(Log.Entries.Where(entry => entry.Id == id).Select(entry => entry.Text), Has.Some.Contains(text));

    public async ValueTask DisposeAsync()
    {
        foreach (WireClient client in _clients)
        {
            await client.DisposeAsync();
        }

        Engine.Dispose();
        Application?.Dispose();
        Assert.That(Engine.SessionCount, Is.Zero, "sessions left");
        Assert.That(Engine.QueueCount, Is.EqualTo(QueuesLeft), "queues left");
        Assert.That(Time.TimerCount, Is.Zero, "timers left");
        Assert.That(Log.Entries.Where(entry => entry.Id == 105).Select(entry => entry.Text), Is.Empty, "defects");
#if DEBUG
        // A drain gives its last messages back a moment after their octets have arrived, even after the session: wait for that.
        bool released = SpinWait.SpinUntil(() => Engine.Messages.Outstanding == MessagesLeft, WireClient.Patience);
        Assert.That(released, Is.True, $"{Engine.Messages.Outstanding} messages left");
#endif
    }
}
