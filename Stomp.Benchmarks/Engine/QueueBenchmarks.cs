using System.Buffers;
using System.Buffers.Text;
using BenchmarkDotNet.Attributes;
using Stomp.Broker.Destinations.Queues;
using Stomp.Broker.Sessions;

namespace Stomp.Benchmarks.Engine;

/// <summary>
/// A queue between one producer and one consumer, from the octets of SEND to the octets of MESSAGE, and of ACK where there are any. On one
/// thread, as in <see cref="FanOutBenchmarks"/>. All numbers are for one message.
/// </summary>
[MemoryDiagnoser]
public class QueueBenchmarks
{
    private const string AutoQueue = "/queue/orders.auto";
    private const string AcknowledgedQueue = "/queue/orders.acknowledged";

    // A whole number of reads with each of the parameters.
    private const int Messages = 160;

    // "ACK\nid:1-", a number of at most 19 digits, "\n\n\0".
    private const int MaxAckBytes = 9 + 19 + 3;

    private readonly byte[] _acks = new byte[Messages * MaxAckBytes];
    private ReadOnlySequence<byte> _toAuto;
    private ReadOnlySequence<byte> _toAcknowledged;
    private EngineClient _producer = null!;
    private EngineClient _autoConsumer = null!;
    private EngineClient _acknowledgingConsumer = null!;
    private QueueProvider _queues = null!;
    private long _lastAcknowledged;

    /// <summary>How many SENDs, and ACKs, come in one read.</summary>
    [Params(1, 16)]
    public int FramesPerRead { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        BrokerContext broker = EngineContext.Create();
        _queues = (QueueProvider)broker.Router.Find("/queue/"u8)!;
        _toAuto = new ReadOnlySequence<byte>(EngineFrames.Send(AutoQueue, FramesPerRead));
        _toAcknowledged = new ReadOnlySequence<byte>(EngineFrames.Send(AcknowledgedQueue, FramesPerRead));
        _producer = new EngineClient(broker);
        _autoConsumer = new EngineClient(broker);
        _autoConsumer.Subscribe(AutoQueue);
        _acknowledgingConsumer = new EngineClient(broker);
        _acknowledgingConsumer.Subscribe(AcknowledgedQueue, "client-individual");

        Auto();
        Verify.That(_autoConsumer.Output.Frames == 1 + Messages); // CONNECTED before
        DeliveredFrame.Check(_autoConsumer.Output, AutoQueue);
        ClientIndividual();
        Verify.That(_acknowledgingConsumer.Output.Frames == 1 + Messages && _lastAcknowledged == Messages);
        DeliveredFrame.Check(_acknowledgingConsumer.Output, AcknowledgedQueue, ack: $"1-{Messages}");
        Verify.That(_producer.Output.Frames == 1);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Messages)]
    public void Auto()
    {
        for (int i = 0; i < Messages / FramesPerRead; i++)
        {
            _producer.Receive(_toAuto);
        }
    }

    /// <summary>Each message is acknowledged by itself, before the next read of the producer. Putting the ACKs together is part of it.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public void ClientIndividual()
    {
        for (int i = 0; i < Messages / FramesPerRead; i++)
        {
            _producer.Receive(_toAcknowledged);
            _acknowledgingConsumer.Receive(WriteAcks());
        }
    }

    /// <summary>Nothing may be left in the queues: what the benchmark measured was the way through them.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _autoConsumer.Unsubscribe();
        _acknowledgingConsumer.Unsubscribe();
        Verify.That(_queues.Count == 0);
    }

    // An ack key is the number of the subscription, here 1, and that of the delivery.
    private ReadOnlySequence<byte> WriteAcks()
    {
        int length = 0;
        for (int i = 0; i < FramesPerRead; i++)
        {
            ReadOnlySpan<byte> start = "ACK\nid:1-"u8;
            start.CopyTo(_acks.AsSpan(length));
            length += start.Length;
            Utf8Formatter.TryFormat(++_lastAcknowledged, _acks.AsSpan(length), out int digits);
            length += digits;
            ReadOnlySpan<byte> end = "\n\n\0"u8;
            end.CopyTo(_acks.AsSpan(length));
            length += end.Length;
        }

        return new ReadOnlySequence<byte>(_acks, 0, length);
    }
}
