using System.Buffers;
using BenchmarkDotNet.Attributes;
using Stomp.Broker.Sessions;

namespace Stomp.Benchmarks.Engine;

/// <summary>
/// Messages of 256 octets to a topic with subscriptions on so many sessions, from the octets of SEND to the octets of the last MESSAGE:
/// parse, route, encode, append to each outbox, drain each, write, flush. On one thread, without the hand-off to the thread pool, which
/// <see cref="SessionFanOutBenchmarks"/> has. All numbers are for one delivery.
/// </summary>
[MemoryDiagnoser]
public class FanOutBenchmarks
{
    private const string Topic = "/topic/plant.line4.temperature";
    private const int MessagesPerRead = 16;

    // Whatever the number of subscriptions and of messages in a read, this many deliveries are whole reads.
    private const int Deliveries = 1000 * MessagesPerRead;

    private readonly ReadOnlySequence<byte> _oneMessage = new(EngineFrames.Send(Topic));
    private readonly ReadOnlySequence<byte> _manyMessages = new(EngineFrames.Send(Topic, MessagesPerRead));
    private EngineClient _publisher = null!;
    private EngineClient[] _subscribers = [];
    private byte[] _head = [];
    private byte[] _tail = [];

    [Params(1, 10, 100, 1000)]
    public int Subscriptions { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        BrokerContext broker = EngineContext.Create();
        _publisher = new EngineClient(broker);
        _subscribers = new EngineClient[Subscriptions];
        for (int i = 0; i < Subscriptions; i++)
        {
            _subscribers[i] = new EngineClient(broker);
            _subscribers[i].Subscribe(Topic);
        }

        CheckDelivers(OneMessagePerRead);
        CheckDelivers(SixteenMessagesPerRead);
        ReadOnlySpan<byte> frame = _subscribers[0].Output.LastFrame;
        int headLength = frame.IndexOf("message-id:"u8);
        Verify.That(headLength > 0);
        _head = frame[..headLength].ToArray();
        _tail = frame[headLength..].ToArray();
        CheckDelivers(CopyAlone);
    }

    /// <summary>The floor: two copies and a flush for each delivery, into the same outputs.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Deliveries)]
    public void CopyAlone()
    {
        for (int i = 0; i < Deliveries / Subscriptions; i++)
        {
            foreach (EngineClient subscriber in _subscribers)
            {
                NullPipeWriter output = subscriber.Output;
                Span<byte> span = output.GetSpan(_head.Length + _tail.Length);
                _head.CopyTo(span);
                _tail.CopyTo(span[_head.Length..]);
                output.Advance(_head.Length + _tail.Length);
                output.Flush();
            }
        }
    }

    /// <summary>Each message comes in a read of its own: each outbox is drained and flushed for each message.</summary>
    [Benchmark(OperationsPerInvoke = Deliveries)]
    public void OneMessagePerRead()
    {
        for (int i = 0; i < Deliveries / Subscriptions; i++)
        {
            _publisher.Receive(_oneMessage);
        }
    }

    /// <summary>Messages come in sixteens: each outbox is drained and flushed once for all of them.</summary>
    [Benchmark(OperationsPerInvoke = Deliveries)]
    public void SixteenMessagesPerRead()
    {
        for (int i = 0; i < Deliveries / (Subscriptions * MessagesPerRead); i++)
        {
            _publisher.Receive(_manyMessages);
        }
    }

    private void CheckDelivers(Action run)
    {
        long[] frames = [.. _subscribers.Select(subscriber => subscriber.Output.Frames)];
        run();
        for (int i = 0; i < _subscribers.Length; i++)
        {
            Verify.That(_subscribers[i].Output.Frames - frames[i] == Deliveries / Subscriptions);
            Verify.That(_subscribers[i].Outbox.UnsentBytes == 0);
            DeliveredFrame.Check(_subscribers[i].Output, Topic);
        }
    }
}
