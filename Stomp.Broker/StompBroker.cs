using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations;
using Stomp.Broker.Messages;
using Stomp.Broker.Publishing;
using Stomp.Broker.Routing;
using Stomp.Broker.Security;
using Stomp.Broker.Sessions;
using Stomp.Broker.Timing;
using Stomp.Core.Transports;

namespace Stomp.Broker;

/// <summary>
/// A STOMP broker in this process. Transports hand it their connections; it serves each as a session, and routes messages between them.
/// </summary>
/// <remarks>A singleton service, thread-safe. It holds a timer while it has sessions, and no thread of its own.</remarks>
public sealed class StompBroker : IDisposable
{
    private readonly BrokerContext _context;
    private readonly QueueProvider _queues;
    private readonly ConcurrentDictionary<Session, Task> _sessions = new(ReferenceEqualityComparer.Instance);
    private volatile bool _isStopping;

    /// <summary>Creates a broker. <c>AddStompBroker</c> does it for you.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="logger">Gets what sessions log.</param>
    /// <param name="time">The clock of heart-beats and time-outs.</param>
    /// <param name="authenticator">Who judges CONNECT; <see langword="null"/> for the default, see <see cref="StompBrokerOptions.AllowAnonymous"/>.</param>
    public StompBroker(
        IOptions<StompBrokerOptions> options, ILogger<StompBroker> logger, TimeProvider time, IStompAuthenticator? authenticator = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        StompBrokerOptions settings = options.Value;
        _queues = new QueueProvider(settings.QueuePrefix, settings.Limits);
        var topics = new TopicProvider(settings.TopicPrefix, settings.Limits.MaxOutboxBytes);
        _context = new BrokerContext(
            settings,
            new Router(topics, _queues),
            new MessageEncoder(new MessagePool()),
            authenticator ?? new LoopbackAuthenticator(settings.AllowAnonymous),
            new Ticker(time),
            time,
            logger);
        Publisher = new StompPublisher(_context.Router, _context.Encoder);
    }

    /// <summary>Publishes from inside the process.</summary>
    public IStompPublisher Publisher { get; }

    /// <summary>The connections being served now.</summary>
    public int SessionCount => _sessions.Count;

    /// <summary>The queues there are now: those with messages or consumers.</summary>
    public int QueueCount => _queues.Count;

    internal MessagePool Messages => _context.Encoder.Pool;

    /// <summary>
    /// Serves a connection until it ends: the client disconnects or breaks a rule, the connection breaks, or the broker stops.
    /// Then the connection's output is complete, or the connection aborted.
    /// </summary>
    public async Task RunAsync(StompConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        using var session = new Session(_context, connection);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sessions.TryAdd(session, ended.Task);
        try
        {
            if (_isStopping)
            {
                RequestEnd(session);
            }

            await session.RunAsync();
        }
        finally
        {
            _sessions.TryRemove(session, out _);
            ended.SetResult();
        }
    }

    /// <summary>
    /// Ends all sessions, and refuses new ones: each processes what it has received, tells its client that the broker stops, and closes.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting for them; connections that are not closed by then are aborted.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        foreach ((Session session, _) in _sessions)
        {
            RequestEnd(session);
        }

        Task ended = Task.WhenAll(_sessions.Values);
        try
        {
            await ended.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            SessionLog.NotEndedInTime(_context.Logger, _sessions.Count);
            foreach ((Session session, _) in _sessions)
            {
                session.Abort("the broker is shutting down");
            }
        }
    }

    /// <summary>Stops the clock. Call it when all sessions have ended.</summary>
    public void Dispose() => _context.Ticker.Dispose();

    private static void RequestEnd(Session session) => session.RequestEnd(CloseStatus.GoingAway, "the broker is shutting down");
}
