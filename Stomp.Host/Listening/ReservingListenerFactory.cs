using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Stomp.Broker.Diagnostics;

namespace Stomp.Host.Listening;

/// <summary>Makes listeners of Kestrel's sockets that leave the process some descriptors.</summary>
internal sealed class ReservingListenerFactory(
    OpenFileLimit limit, IOptions<SocketTransportOptions> options, ILoggerFactory loggers, TimeProvider time) :
    IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly SocketTransportFactory _sockets = new(options, loggers);
    private readonly ILogger _logger = loggers.CreateLogger<ReservingListener>();
    private readonly LogThrottle _refusals = new(time, perSecond: 1);

    public bool CanBind(EndPoint endpoint) => _sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new ReservingListener(await _sockets.BindAsync(endpoint, cancellationToken), limit, _refusals, _logger);
}
