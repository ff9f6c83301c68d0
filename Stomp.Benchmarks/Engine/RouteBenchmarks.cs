using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Stomp.Broker.Destinations;
using Stomp.Broker.Destinations.Topics;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Sessions;
using Stomp.Broker.Subscriptions;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Benchmarks.Engine;

/// <summary>
/// What publishing costs where nobody listens: the way to a topic alone, and with reading and encoding the message. Names are used in turn,
/// so that with many of them the cache does not hold the one that comes next.
/// </summary>
[MemoryDiagnoser]
public class RouteBenchmarks
{
    // Patterns in the tree that a name is matched against: some of each kind.
    private const int Patterns = 300;

    private readonly ConcurrentDictionary<string, object> _byString = new(StringComparer.Ordinal);
    private readonly TopicTree _tree = new();
    private readonly DeliveryBatch _batch = new();
    private BrokerContext _broker = null!;
    private EngineClient _publisher = null!;
    private Message _message = null!;
    private byte[][] _names = [];
    private ReadOnlySequence<byte>[] _sends = [];
    private int _next;

    [Params(1, 2000)]
    public int Names { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _broker = EngineContext.Create();
        _publisher = new EngineClient(_broker);
        string[] names =
        [
            .. Enumerable.Range(0, Names).Select(i => string.Create(CultureInfo.InvariantCulture, $"/topic/plant.line{i}.temperature")),
        ];
        _names = [.. names.Select(Encoding.UTF8.GetBytes)];
        _sends = [.. names.Select(name => new ReadOnlySequence<byte>(EngineFrames.Send(name)))];
        foreach (string name in names)
        {
            _byString[name] = name;
        }

        var parser = new FrameParser(FrameSource.Client);
        ReadOnlySequence<byte> input = _sends[0];
        Verify.That(parser.TryRead(ref input, out StompFrame frame));
        _message = _broker.Encoder.Encode(frame, _names[0]);

        var subscriber = new EngineClient(_broker);
        var target = new Subscription(null, 1, _names[0], AckMode.Auto, prefetchCount: 1, StompVersion.V12, subscriber.Outbox, subscriber);
        for (int i = 0; i < Patterns; i += 3)
        {
            _tree.Add(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"plant.line{i}.temperature")), target);
            _tree.Add(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"plant.*.sensor{i}")), target);
            _tree.Add(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"#.sensor{i}")), target);
        }

        _next = Names - 1; // so that the first name, which is in the tree, comes next
        Verify.That(MatchUncached() == 1);
        Verify.That(FindProviderAndCheck() is null);
        Verify.That(FindProvider() is TopicProvider && StringLookup() is string);
        for (int i = 0; i < Names; i++)
        {
            Verify.That(PublishEncoded() is null);
            SendWithoutSubscribers();
        }

        Verify.That(_publisher.Output.Frames == 1); // CONNECTED, and no ERROR
    }

    /// <summary>The provider of the destination, by its prefix.</summary>
    [Benchmark]
    public object? FindProvider() => _broker.Router.Find(Next(_names));

    /// <summary>The provider, and its check of the name: no part of a topic's name may be a wildcard.</summary>
    [Benchmark]
    public object? FindProviderAndCheck()
    {
        ReadOnlySpan<byte> destination = Next(_names);
        return _broker.Router.Find(destination)!.CheckSend(destination);
    }

    /// <summary>All of routing: the provider, its check of the name, its subscriptions, of which there are none.</summary>
    [Benchmark(Baseline = true)]
    public object? PublishEncoded()
    {
        ReadOnlySpan<byte> destination = Next(_names);
        DestinationProvider provider = _broker.Router.Find(destination)!;
        _message.AddReferences(1); // publishing uses one up
        return provider.CheckSend(destination) ?? provider.Publish(destination, new ReadOnlySpan<Message>(in _message), isReserved: false, _batch, out _);
    }

    /// <summary>To compare with: the name decoded to a string and looked up by that.</summary>
    [Benchmark]
    public object StringLookup() => _byString[Encoding.UTF8.GetString(Next(_names))];

    /// <summary>The first message to a name after subscriptions have changed: the patterns are walked.</summary>
    [Benchmark]
    public int MatchUncached() => _tree.Match(Next(_names).AsSpan("/topic/".Length)).Length;

    /// <summary>All that a session does with a SEND of 256 octets that nobody gets: read, route, encode, forget.</summary>
    [Benchmark]
    public void SendWithoutSubscribers() => _publisher.Receive(Next(_sends));

    private ref T Next<T>(T[] items)
    {
        int next = _next + 1;
        _next = next < items.Length ? next : 0;
        return ref items[_next];
    }
}
