using System.Globalization;
using Stomp.Benchmarks.Load.Messages;

namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>The settings of scenarios in which messages go from publishers to subscribers.</summary>
internal sealed record FlowSettings
{
    // A run has at most so many deliveries under way by default, and so many octets of them for one subscriber:
    // enough to keep a server busy, and less than servers allow to wait for a subscriber.
    private const int MaxDeliveriesInFlight = 20_000;
    private const int MaxBytesInFlight = 2 << 20;
    private const int MaxWindow = 1000;

    public required CommonSettings Common { get; init; }

    /// <summary>Its name in the result.</summary>
    public string Scenario { get; init; } = "fanout";

    /// <summary>Whether the destinations are queues.</summary>
    public bool IsQueue { get; init; }

    /// <summary>Publishing connections. With fewer of them than destinations each serves several, with more each destination has several.</summary>
    public int Publishers { get; init; } = 1;

    /// <summary>Topics or queues.</summary>
    public int Destinations { get; init; } = 1;

    /// <summary>Subscriptions to each destination, each on a connection of its own.</summary>
    public int Subscribers { get; init; } = 1;

    /// <summary>How many neighbouring destinations a subscribing connection subscribes to.</summary>
    public int DestinationsPerConnection { get; init; } = 1;

    /// <summary>
    /// Closed loop: messages of one publisher to one destination that may be under way at a time; with receipts, those that are not confirmed.
    /// <see langword="null"/> chooses.
    /// </summary>
    public int? Window { get; init; }

    /// <summary>With receipts: messages of one publisher to one destination that may wait in it.</summary>
    public int Backlog { get; init; } = 10_000;

    /// <summary>Open loop: messages published per second, in all; <see langword="null"/> for a closed loop.</summary>
    public double? Rate { get; init; }

    public AckMode Ack { get; init; }

    /// <summary>With <see cref="AckMode.Client"/>: acknowledge every so many messages.</summary>
    public int AckEvery { get; init; } = 1;

    /// <summary>Asks for a receipt for each message.</summary>
    public bool Receipts { get; init; }

    /// <summary>Subscribers of each destination that stop to read when the load begins.</summary>
    public int Slow { get; init; }

    /// <summary>Subscriptions beside, to which nothing is ever published.</summary>
    public int IdleSubscriptions { get; init; }

    /// <summary>Their destinations: <c>{i}</c> stands for the number, <c>{name}</c> for <see cref="CommonSettings.Name"/>.</summary>
    public string IdleDestination { get; init; } = "/topic/{name}-idle.{i}";

    /// <summary>Connections beside, which do nothing.</summary>
    public int IdleConnections { get; init; }

    /// <summary>Each publisher with each of its destinations.</summary>
    public int Streams => Math.Max(Publishers, Destinations);

    /// <summary>Subscribers that read.</summary>
    public int Readers => Subscribers - Slow;

    /// <summary>Deliveries of each message.</summary>
    public int Copies => IsQueue ? 1 : Readers;

    /// <summary>The window, chosen if need be.</summary>
    public int EffectiveWindow => Window
        ?? (int)Math.Clamp(
            Math.Min(MaxDeliveriesInFlight / ((long)Streams * Copies), MaxBytesInFlight / Common.PayloadBytes), Streams >= 1000 ? 1 : 2, MaxWindow);

    /// <summary>All connections.</summary>
    public int Connections => Publishers + ((Destinations + DestinationsPerConnection - 1) / DestinationsPerConnection * Subscribers)
        + ((IdleSubscriptions + FlowShard.IdleSubscriptionsPerConnection - 1) / FlowShard.IdleSubscriptionsPerConnection) + IdleConnections;

    /// <summary>The headers of SUBSCRIBE by which servers know how many messages a consumer may have un-acknowledged.</summary>
    public static string[] PrefetchHeaders(int? prefetch) =>
        prefetch is { } count ? [$"prefetch-count:{count}", $"activemq.prefetchSize:{count}"] : [];

    /// <summary>The header of SEND by which servers know that a message must not be lost.</summary>
    public static string[] PersistenceHeaders(bool isPersistent) => isPersistent ? ["persistent:true"] : [];

    /// <summary>Looks for what cannot be.</summary>
    /// <exception cref="LoadException">A value is out of its range, or two do not go together.</exception>
    public void Check()
    {
        Common.Check();
        CommonSettings.AtLeast("--publishers", Publishers, 1);
        CommonSettings.AtLeast(IsQueue ? "--queues" : "--topics", Destinations, 1);
        CommonSettings.AtLeast(IsQueue ? "--consumers" : "--subscribers", Subscribers, 1);
        CommonSettings.AtLeast("--topics-per-connection", DestinationsPerConnection, 1);
        CommonSettings.AtLeast("--window", Window ?? 1, 1);
        CommonSettings.AtLeast("--backlog", Backlog, 1);
        CommonSettings.AtLeast("--ack-every", AckEvery, 1);
        CommonSettings.AtLeast("--idle-subscriptions", IdleSubscriptions, 0);
        CommonSettings.AtLeast("--idle-connections", IdleConnections, 0);
        if (Rate is <= 0)
        {
            throw new LoadException("--rate must be more than 0 messages per second");
        }

        if (Slow < 0 || Slow >= Subscribers)
        {
            throw new LoadException(string.Create(CultureInfo.InvariantCulture,
                $"--slow {Slow}: it must be less than --subscribers {Subscribers}, so that others can be measured"));
        }

        if (Slow > 0 && IsQueue)
        {
            throw new LoadException("--slow is for topics: a consumer of a queue that does not read keeps messages from nobody but itself");
        }

        if (Streams > Payload.MaxStreams)
        {
            throw new LoadException(
                string.Create(CultureInfo.InvariantCulture, $"at most {Payload.MaxStreams} topics and publishers can be told apart"));
        }

        if (Common.Threads > 1 && (Destinations % Common.Threads != 0 || Publishers % Common.Threads != 0))
        {
            throw new LoadException(string.Create(CultureInfo.InvariantCulture,
                $"--threads {Common.Threads} must divide the {Publishers} publishers and the {Destinations} destinations: each thread has its own"));
        }
    }
}
