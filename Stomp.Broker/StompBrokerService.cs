using Microsoft.Extensions.Hosting;
using Stomp.Broker.Storage;

namespace Stomp.Broker;

/// <summary>Ties the broker to its host: when the host begins to stop, sessions are ended while the transports still work.</summary>
internal sealed class StompBrokerService(StompBroker broker, IStompMessageStore? store = null) : IHostedLifecycleService
{
    // Before anything listens: a mapping that cannot work stops the start.
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        broker.FindExtensions();
        broker.CheckHandlers();
        return store is null ? Task.CompletedTask : broker.StartAsync(store, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Before any hosted service stops, the web server among them.
    public Task StoppingAsync(CancellationToken cancellationToken) => broker.StopAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
