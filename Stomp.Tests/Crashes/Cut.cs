using System.Net;
using Stomp.Tests.Abuse;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Crashes;

/// <summary>The process goes on, and all its connections break.</summary>
internal sealed class Cut : IOutage
{
    private CrashHost? _host;
    private IPEndPoint? _server;
    private int? _sockets;

    public bool CanEndWhileStarting => false;

    public async Task<IPEndPoint> StartAsync()
    {
        if (_server is null)
        {
            _host = CrashHost.Start(dataFolder: null);
            _server = await _host.WaitUntilReadyAsync();
            _sockets = ProcessFigures.OpenSockets(_host.Id);
        }

        return _server;
    }

    public Task<TimeSpan> EndWhileStartingAsync(Random random) => throw new NotSupportedException();

    public Task EndAsync(BrokerLife life)
    {
        life.Cut();
        return Task.CompletedTask;
    }

    // What came before the break is still processed; a session's socket is closed when it has ended, and its messages are back.
    public Task AfterEndAsync() =>
        Eventually.HoldsAsync(
            () => _sockets is null || ProcessFigures.OpenSockets(_host!.Id) <= _sockets, $"no more than {_sockets} sockets are open");

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}
