using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations;
using Stomp.Broker.Destinations.Queues;
using Stomp.Broker.Destinations.Temporary;
using Stomp.Broker.Destinations.Topics;
using Stomp.Broker.Diagnostics;
using Stomp.Broker.Handlers;
using Stomp.Broker.Handlers.Binding;
using Stomp.Broker.Handlers.Results;
using Stomp.Broker.Messages;
using Stomp.Broker.Policies;
using Stomp.Broker.Publishing;
using Stomp.Broker.Recovery;
using Stomp.Broker.Routing;
using Stomp.Broker.Scheduling;
using Stomp.Broker.Security;
using Stomp.Broker.Security.Authorization;
using Stomp.Broker.Sessions;
using Stomp.Broker.Storage;
using Stomp.Broker.Subscriptions;
using Stomp.Broker.Timing;
using Stomp.Broker.Users;
using Stomp.Core.Transports;

namespace Stomp.Broker;

/// <summary>
/// A STOMP broker in this process. Transports hand it their connections; it serves each as a session, and routes messages between them.
/// </summary>
/// <remarks>A singleton service, thread-safe. It holds a timer while it has sessions or messages that wait for their time, and no thread of its own.</remarks>
public sealed class StompBroker : IDisposable
{
    // What may wait to be stored before senders wait: a second's worth for a disk that takes 16 MiB/s, and as much memory.
    private const long MaxPendingBytes = 16 * 1024 * 1024;

    private readonly BrokerContext _context;
    private readonly BrokerStorage _storage = new();
    private readonly ScheduleJournal _scheduleJournal;
    private readonly QueueProvider _queues;
    private readonly TopicProvider _topics;
    private readonly ResultSender _results;
    private readonly MessageSchedule _schedule;

    /// <summary>Creates a broker. <c>AddStompBroker</c> does it for you.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="logger">Gets what sessions log.</param>
    /// <param name="time">The clock of heart-beats and time-outs.</param>
    /// <param name="authenticators">Who judges CONNECT, in this order; when none does, <see cref="StompBrokerOptions.AllowAnonymous"/> says who is taken.</param>
    /// <param name="meters">Makes the meter <c>Stomp.Broker</c>; <see langword="null"/> for one of the broker's own.</param>
    /// <param name="services">Where message handlers get their services from, and where handlers of events (<see cref="IStompSessionEvents"/>), interceptors and authorizers (<see cref="IStompAuthorizer"/>) are registered; they are found before the first session, and may use the broker. <see langword="null"/> for none.</param>
    /// <param name="policies">Evaluates the policies that rules require.</param>
    /// <exception cref="FormatException">A rule of the options is wrong.</exception>
    /// <exception cref="InvalidOperationException">A rule requires a policy, and <paramref name="policies"/> is <see langword="null"/>.</exception>
    public StompBroker(
        IOptions<StompBrokerOptions> options,
        ILogger<StompBroker> logger,
        TimeProvider time,
        IEnumerable<IStompAuthenticator>? authenticators = null,
        IMeterFactory? meters = null,
        IServiceProvider? services = null,
        IStompPolicyEvaluator? policies = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        StompBrokerOptions settings = options.Value;
        var sessions = new SessionRegistry(settings.Limits, time);
        var ticker = new Ticker(time, companion: sessions.Tick);
        var metrics = new StompMetrics(meters);
        var encoder = new MessageEncoder(new MessagePool());
        var destinationPolicies = new DestinationPolicies(settings.Policies.All);
        var deadLetters = new DeadLetters(encoder, time, metrics, logger);
        var queueContext = new QueueContext(time, ticker, encoder, metrics, deadLetters) { Storage = _storage };
        _queues = new QueueProvider(settings.QueuePrefix, settings.Limits, destinationPolicies, queueContext);
        var topicContext = new TopicContext(settings.Limits, destinationPolicies, _queues.Budget, encoder, metrics, time, logger) { Queues = queueContext };
        _topics = new TopicProvider(settings.TopicPrefix, topicContext);
        var users = new UserDirectory();
        var rules = new AuthorizationRules(settings, policies);
        var privates = new UserProvider(settings.Users, topicContext, users, settings.Users.AllowClientSend || rules.OpenUserDestinations);
        Handlers = new HandlerRegistry(settings, services);
        var router = new Router(
            [_topics, _queues, privates, .. settings.Handlers.Prefixes.Select(prefix => new HandlerDestinations(prefix, Handlers)), .. CreateTemporary(settings, _queues)])
        {
            MaxListed = settings.CompositeDestinations ? settings.Limits.MaxCompositeDestinations : 0,
        };
        deadLetters.Router = router;
        _results = new ResultSender(settings, router, privates, encoder);
        _schedule = new MessageSchedule(settings.Limits, encoder, time, ticker, _scheduleJournal = new ScheduleJournal(_storage, queueContext.Positions), metrics, logger);
        _context = new BrokerContext(
            settings,
            router,
            encoder,
            new AuthenticatorChain(authenticators ?? [], settings.AllowAnonymous, settings.CredentialsDestination),
            ticker,
            sessions,
            users,
            new HandlerCalls(Handlers, _results, settings.Handlers, time, logger),
            metrics,
            new Lazy<BrokerExtensions>(() => BrokerExtensions.Find(services, encoder, logger)),
            time,
            logger,
            new Lazy<BrokerAuthorization?>(() => BrokerAuthorization.Create(rules, services?.GetServices<IStompAuthorizer>(), metrics, logger)))
        {
            DurableSubscriptions = _topics.Durable,
            Schedule = _schedule,
            Storage = _storage,
        };
        Publisher = new StompPublisher(_context.Router, _context.Encoder, settings, privates, sessions.FindConnected, _schedule, time);
        Handlers.Publisher = Publisher;
        foreach (HandlerClass handlers in services?.GetServices<HandlerClass>() ?? [])
        {
            handlers.Map(Handlers);
        }

        Users = new UserRegistry(sessions, users);
        DurableSubscriptions = new DurableSubscriptionRegistry(_topics.Durable);
    }

    /// <summary>Publishes from inside the process.</summary>
    public IStompPublisher Publisher { get; }

    /// <summary>Who is connected.</summary>
    public IUserRegistry Users { get; }

    /// <summary>The durable subscriptions to topics.</summary>
    public IDurableSubscriptions DurableSubscriptions { get; }

    /// <summary>The connections being served now.</summary>
    public int SessionCount => _context.Sessions.Count;

    /// <summary>The queues there are now: those with messages or consumers.</summary>
    public int QueueCount => _queues.Count;

    /// <summary>The messages that wait for their time: sent with a delay, or to be repeated.</summary>
    public int ScheduledCount => _schedule.Count;

    /// <summary>The message handlers.</summary>
    internal HandlerRegistry Handlers { get; }

    internal MessagePool Messages => _context.Encoder.Pool;

    // For transports whose connections outlast what carries them, and so have deadlines of their own.
    internal Ticker Ticker => _context.Ticker;

    internal TimeProvider Time => _context.Time;

    internal StompLimits Limits => _context.Options.Limits;

    /// <summary>
    /// Serves a connection until it ends: the client disconnects or breaks a rule, the connection breaks, or the broker stops.
    /// Then the connection's output is complete, or the connection aborted.
    /// </summary>
    public async Task RunAsync(StompConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        using var session = new Session(_context, connection);
        _context.Metrics.SessionStarted();
        try
        {
            await session.RunAsync();
        }
        finally
        {
            _context.Metrics.SessionEnded();
        }
    }

    /// <summary>Opens the message store and takes back what it holds. Before there are sessions.</summary>
    /// <param name="store">The store.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="StompStoreException">It cannot be opened or read; the message says why.</exception>
    internal async Task StartAsync(IStompMessageStore store, CancellationToken cancellationToken)
    {
        ILogger logger = _context.Logger;
        StompStoreContents contents = await store.OpenAsync(new Progress<StompStoreProgress>(progress => RecoveryLog.Opening(logger, progress.Messages)), cancellationToken);
        if (!contents.WasClosedCleanly)
        {
            RecoveryLog.WasNotClosed(logger);
        }

        var writer = StoreWriter.Start(store, MaxPendingBytes, Time, logger);
        _storage.Start(writer, contents.NextQueue);
        _queues.Context.Positions.Skip(contents.NextPosition);
        await new BrokerRecovery(store, _context, _queues, _topics, _schedule, _scheduleJournal).RunAsync(contents, cancellationToken);
        writer.RemoveExpiredDuplicateIds(Time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <summary>
    /// Ends all sessions, and refuses new ones: each processes what it has received, tells its client that the broker stops, and closes.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting for them; connections that are not closed by then are aborted.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task ended = _context.Sessions.CloseAsync();
        try
        {
            await ended.WaitAsync(cancellationToken);
            await _context.Handlers.WhenIdleAsync().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            SessionLog.NotEndedInTime(_context.Logger, SessionCount);
            foreach (Session session in _context.Sessions.All)
            {
                session.Abort(SessionEnd.ShuttingDown.Reason, StompDisconnectCause.Stopping);
            }
        }

        try
        {
            await (_context.Extensions.Value.Events?.WaitUntilIdleAsync() ?? Task.CompletedTask).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            SessionLog.EventHandlersNotFinishedInTime(_context.Logger);
        }

        await CloseStoreAsync(cancellationToken);
    }

    // What sessions held has come back to the queues, and is stored.
    private async Task CloseStoreAsync(CancellationToken cancellationToken)
    {
        if (_storage.Writer is not { } writer)
        {
            return;
        }

        try
        {
            await writer.StopAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is StompStoreException or OperationCanceledException)
        {
            RecoveryLog.NotClosed(_context.Logger, exception);
        }

        _storage.Stop();
    }

    /// <summary>Finds what the application has registered with the broker, so that a wrong registration shows before the first session does.</summary>
    internal void FindExtensions() => _ = _context.Extensions.Value;

    /// <summary>Looks over the handlers that were mapped, before there are sessions.</summary>
    /// <exception cref="InvalidOperationException">Results of one go where nothing can be sent to.</exception>
    internal void CheckHandlers()
    {
        foreach (MessageHandler handler in Handlers.All)
        {
            _results.Check(handler);
        }
    }

    // Fixed prefixes, the names' as all brokers have them: clients do not look at addresses.
    private static DestinationProvider[] CreateTemporary(StompBrokerOptions settings, QueueProvider queues)
    {
        var queueAddresses = new TemporaryProvider(
            "/reply-queue/",
            queues.Features,
            settings.DiscardLateReplies,
            (owner, name, address) => new TemporaryQueue(owner, name, address, queues.Budget, queues.Context));
        var topicAddresses = new TemporaryProvider(
            "/reply-topic/",
            SubscriptionFeatures.None,
            settings.DiscardLateReplies,
            (owner, name, address) => new TemporaryTopic(owner, name, address, settings.Limits));
        return [new TemporaryNames("/temp-queue/", queueAddresses), new TemporaryNames("/temp-topic/", topicAddresses), queueAddresses, topicAddresses];
    }

    /// <summary>Stops the clock, and lets go of what topics keep and of what waits for its time. Call it when all sessions have ended.</summary>
    public void Dispose()
    {
        _context.Ticker.Dispose();
        _context.Metrics.Dispose();
        _topics.Clear();
        _schedule.Clear();
    }
}
