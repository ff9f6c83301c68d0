using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Stomp.Broker.Handlers;
using Stomp.Broker.Handlers.Binding;
using Stomp.Broker.Sessions;

namespace Stomp.Benchmarks.Engine;

/// <summary>
/// What a message to a handler costs: its body read as JSON, the handler called, its result written as JSON and delivered to a subscriber of a topic.
/// Beside it a message of the same body that goes to that topic as it is, in a broker without handlers and in one with many.
/// </summary>
[MemoryDiagnoser]
public class HandlerBenchmarks
{
    // Those of a larger application; half of them have a variable.
    private const int Handlers = 200;

    private const string Topic = "/topic/greetings";

    private static readonly ReadOnlySequence<byte> ToHandler = Send("/app/chat/lobby");
    private static readonly ReadOnlySequence<byte> ToPlainHandler = Send("/app/hello");
    private static readonly ReadOnlySequence<byte> ToTopic = Send(Topic);

    private EngineClient _withHandlers = null!;
    private EngineClient _without = null!;
    private EngineClient _onPool = null!;

    [GlobalSetup]
    public void Setup()
    {
        _without = Connect(EngineContext.Create());
        _withHandlers = Connect(EngineContext.Create(Map));
        _onPool = Connect(EngineContext.Create(Map));
        foreach (ReadOnlySequence<byte> frame in new[] { ToHandler, ToPlainHandler, ToTopic })
        {
            // Once there, the session goes on calling handlers on the same thread: what each costs in a burst.
            long before = _withHandlers.Output.Frames;
            _withHandlers.Receive(frame);
            Verify.That(SpinWait.SpinUntil(() => _withHandlers.Output.Frames == before + 1, TimeSpan.FromSeconds(5)));
        }
    }

    /// <summary>A message to a topic with one subscriber, in a broker without handlers.</summary>
    [Benchmark(Baseline = true)]
    public void PlainTopic() => _without.Receive(ToTopic);

    /// <summary>The same beside 200 handlers.</summary>
    [Benchmark]
    public void PlainTopicBesideHandlers() => _withHandlers.Receive(ToTopic);

    /// <summary>A message to a handler, JSON in and JSON out to a topic with one subscriber, as in a burst.</summary>
    [Benchmark]
    public void Handler() => _withHandlers.Receive(ToPlainHandler);

    /// <summary>The same with a variable in its destination.</summary>
    [Benchmark]
    public void HandlerWithVariable() => _withHandlers.Receive(ToHandler);

    /// <summary>The same as a single message: to the thread pool and back.</summary>
    [Benchmark]
    public Task HandlerOnPool() => _onPool.ReceiveOnPoolAsync(ToPlainHandler);

    private static EngineClient Connect(BrokerContext broker)
    {
        var client = new EngineClient(broker);
        client.Subscribe(Topic);
        return client;
    }

    private static void Map(HandlerRegistry registry)
    {
        registry.Json.TypeInfoResolverChain.Insert(0, HandlerJson.Default);
        for (int i = 0; i < Handlers / 2; i++)
        {
            new HandlerMap(registry, HandlerKind.Message, $"/literal{i}", (Payload payload) => { }).With<Payload>().ToNothing(static _ => { });
            new HandlerMap(registry, HandlerKind.Message, $"/variable{i}/{{x}}", (string x) => { }).With<string>().ToNothing(static _ => { });
        }

        new HandlerMap(registry, HandlerKind.Message, "/hello", Greet).With<Payload>()
            .ToValue(static arguments => Greet(HandlerMap.Get<Payload>(arguments, 0))).SendTo(Topic);
        new HandlerMap(registry, HandlerKind.Message, "/chat/{room}", GreetRoom).With<string>().With<Payload>()
            .ToValue(static arguments => GreetRoom(HandlerMap.Get<string>(arguments, 0), HandlerMap.Get<Payload>(arguments, 1))).SendTo(Topic);
    }

    private static Greeting Greet(Payload payload) => new(payload.Name, payload.Content);

    private static Greeting GreetRoom(string room, Payload payload) => new(room, payload.Content);

    private static ReadOnlySequence<byte> Send(string destination)
    {
        const string Body = """{"name":"sang","content":"a message of some words, as people write them in a chat"}""";
        return new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(
            $"SEND\ndestination:{destination}\ncontent-type:application/json\ncontent-length:{Body.Length}\n\n{Body}\0"));
    }

    internal sealed record Payload(string Name, string Content);

    internal sealed record Greeting(string From, string Content);
}
