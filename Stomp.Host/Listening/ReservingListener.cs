using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Stomp.Broker.Diagnostics;

namespace Stomp.Host.Listening;

/// <summary>
/// A listener that closes at once what it has accepted while the process has hardly any descriptors left. Connections of all protocols
/// count, and those that have said nothing yet; sessions are refused with an ERROR before it comes to that.
/// </summary>
/// <remarks>Connections are accepted one after another, so that at most one for each listener goes beyond the limit, for a moment.</remarks>
internal sealed class ReservingListener(IConnectionListener sockets, OpenFileLimit limit, LogThrottle refusals, ILogger logger) : IConnectionListener
{
    public EndPoint EndPoint => sockets.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await sockets.AcceptAsync(cancellationToken) is { } connection)
        {
            if (!IsReserved(connection))
            {
                return connection;
            }

            if (refusals.TryPass(out int suppressed))
            {
                ListeningLog.OutOfFiles(logger, limit.Count, suppressed);
            }

            await connection.DisposeAsync();
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => sockets.UnbindAsync(cancellationToken);

    public ValueTask DisposeAsync() => sockets.DisposeAsync();

    // A new descriptor has the lowest number that is free (POSIX), so its number says how many there are at least: nobody has to count.
    private bool IsReserved(ConnectionContext connection) =>
        connection.Features.Get<IConnectionSocketFeature>() is { } feature && feature.Socket.Handle >= limit.FirstReserved;
}
