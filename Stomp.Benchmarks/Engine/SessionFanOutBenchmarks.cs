using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Stomp.Broker;
using Stomp.Broker.Configuration;
using Stomp.Core.Transports;

namespace Stomp.Benchmarks.Engine;

/// <summary>
/// The same fan-out as in <see cref="FanOutBenchmarks"/> through the broker as a whole: sessions with their loops over pipes in memory,
/// outboxes drained by the thread pool. The benchmark writes SENDs to the publisher's pipe, sixteen in a flush, and waits until the last
/// MESSAGE was flushed. All numbers are wall time for one delivery.
/// </summary>
[MemoryDiagnoser]
public class SessionFanOutBenchmarks
{
    private const string Topic = "/topic/plant.line4.temperature";
    private const int MessagesPerFlush = 16;

    // Whole flushes at each number of subscriptions. With one subscription 16,000 messages of some 400 octets may be unsent at worst:
    // less than the 8 MiB at which a session is dropped.
    private const int Deliveries = 1000 * MessagesPerFlush;

    private readonly byte[] _messages = EngineFrames.Send(Topic, MessagesPerFlush);
    private readonly List<Task> _sessions = [];
    private readonly List<PipeWriter> _inputs = [];
    private readonly List<NullPipeWriter> _outputs = [];
    private StompBroker _broker = null!;
    private DeliveryCounter _counter = null!;
    private PipeWriter _publisher = null!;

    [Params(1, 10, 100, 1000)]
    public int Subscriptions { get; set; }

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _broker = new StompBroker(Options.Create(new StompBrokerOptions()), NullLogger<StompBroker>.Instance, TimeProvider.System);
        _counter = new DeliveryCounter();
        _counter.Expect(2L * Subscriptions); // CONNECTED and RECEIPT for each
        byte[] greeting = [.. EngineFrames.Connect(), .. EngineFrames.Subscribe(Topic, "auto", receipt: "ready")];
        for (int i = 0; i < Subscriptions; i++)
        {
            var output = new NullPipeWriter(_counter);
            _outputs.Add(output);
            await Start(output).WriteAsync(greeting);
        }

        _counter.Wait();
        _publisher = Start(new NullPipeWriter());
        await _publisher.WriteAsync(EngineFrames.Connect());

        long[] frames = [.. _outputs.Select(output => output.Frames)];
        await PublishAndDeliverAsync();
        for (int i = 0; i < Subscriptions; i++)
        {
            Verify.That(_outputs[i].Frames - frames[i] == Deliveries / Subscriptions);
            DeliveredFrame.Check(_outputs[i], Topic);
        }
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        foreach (PipeWriter input in _inputs)
        {
            await input.CompleteAsync();
        }

        await Task.WhenAll(_sessions);
        _broker.Dispose();
        _counter.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Deliveries)]
    public async Task PublishAndDeliverAsync()
    {
        _counter.Expect(Deliveries);
        for (int i = 0; i < Deliveries / (Subscriptions * MessagesPerFlush); i++)
        {
            await _publisher.WriteAsync(_messages);
        }

        _counter.Wait();
    }

    private PipeWriter Start(NullPipeWriter output)
    {
        var input = new Pipe();
        _inputs.Add(input.Writer);
        _sessions.Add(_broker.RunAsync(new PipeConnection(new DuplexPipe(input.Reader, output))));
        return input.Writer;
    }
}
