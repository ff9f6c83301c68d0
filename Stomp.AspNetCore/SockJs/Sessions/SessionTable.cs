using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Stomp.Core.Transports;

namespace Stomp.AspNetCore.SockJs.Sessions;

/// <summary>The sessions of an endpoint that HTTP requests ask for, by the ids that clients chose.</summary>
/// <remarks>Thread-safe. Sessions over WebSocket are not in it: such a session is its connection, and its id says nothing.</remarks>
internal sealed class SessionTable(SessionSettings settings, Func<StompConnection, Task> serve, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SockJsSession> _sessions = new(StringComparer.Ordinal);
    private readonly LinkedList<SockJsSession> _closed = [];

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _sessions.Count;
            }
        }
    }

    /// <summary>The session with an id.</summary>
    /// <returns><see langword="null"/> when there is none, or it is another's: a stranger does not learn which.</returns>
    public SockJsSession? Find(HttpContext context, string id)
    {
        lock (_lock)
        {
            return _sessions.TryGetValue(id, out SockJsSession? session) && session.Owner == GetOwner(context) ? session : null;
        }
    }

    /// <summary>The session with an id, a new one if there is none.</summary>
    /// <param name="context">The request for it.</param>
    /// <param name="id">The id.</param>
    /// <param name="transport">See <see cref="StompConnection.Transport"/>.</param>
    /// <param name="isFull">Whether there are as many as there may be.</param>
    /// <returns><see langword="null"/> when it is another's, or there is no place for it.</returns>
    public SockJsSession? FindOrAdd(HttpContext context, string id, string transport, out bool isFull)
    {
        SockJsSession session;
        isFull = false;
        lock (_lock)
        {
            if (_sessions.TryGetValue(id, out SockJsSession? existing))
            {
                return existing.Owner == GetOwner(context) ? existing : null;
            }

            if (_sessions.Count >= settings.Options.MaxSessions)
            {
                if (_closed.First is not { } oldest)
                {
                    isFull = true;
                    return null;
                }

                RemoveLocked(oldest.Value);
            }

            session = new SockJsSession(settings, transport)
            {
                Id = id,
                Owner = GetOwner(context),
                RemoteEndPoint = GetRemoteEndPoint(context),
                User = context.User,
                UserExpires = settings.Options.CloseOnAuthenticationExpiration ? HandshakeCredentials.GetUserExpires(context) : null,
                BearerToken = HandshakeCredentials.GetBearerToken(context.Request),
                Closed = OnClosed,
                Expired = Remove,
            };
            _sessions.Add(id, session);
        }

        _ = ServeAsync(session);
        return session;
    }

    /// <summary>Serves a session over a WebSocket to its end.</summary>
    public async Task ServeAsync(SockJsSession session)
    {
        try
        {
            await session.ServeAsync(serve);
        }
        catch (Exception exception)
        {
            SockJsLog.Failed(logger, exception);
        }
    }

    /// <summary>The address that a request came from.</summary>
    public static IPEndPoint? GetRemoteEndPoint(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address ? new IPEndPoint(address, context.Connection.RemotePort) : null;

    /// <summary>Who has sent a request.</summary>
    public SessionOwner GetOwner(HttpContext context) => SessionOwner.Of(context, settings.Options.RequireSameAddress);

    private void OnClosed(SockJsSession session)
    {
        lock (_lock)
        {
            if (_sessions.GetValueOrDefault(session.Id) == session)
            {
                session.ClosedNode ??= _closed.AddLast(session);
            }
        }
    }

    private void Remove(SockJsSession session)
    {
        lock (_lock)
        {
            RemoveLocked(session);
        }
    }

    private void RemoveLocked(SockJsSession session)
    {
        settings.Ticker.Remove(session);
        if (_sessions.GetValueOrDefault(session.Id) == session)
        {
            _sessions.Remove(session.Id);
        }

        if (session.ClosedNode is { } node)
        {
            _closed.Remove(node);
            session.ClosedNode = null;
        }
    }
}
