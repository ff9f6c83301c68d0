using System.Buffers;
using System.IO.Pipelines;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Sessions;
using Stomp.Broker.Subscriptions;
using Stomp.Core.Frames;
using Stomp.Core.Transports;

namespace Stomp.Benchmarks.Engine;

/// <summary>
/// A session of the broker without its loop and its socket: octets go through the session's parser and protocol, into destinations and
/// outboxes, and these are drained, all on the calling thread.
/// </summary>
internal sealed class EngineClient : ISubscriber, IOutboxOwner
{
    public long Number => 1;

    private readonly FrameParser _parser;
    private readonly DeliveryBatch _batch = new();
    private readonly SessionProtocol _protocol;

    /// <summary>Connects with 1.2 and without heart-beats.</summary>
    public EngineClient(BrokerContext broker)
    {
        var connection = new PipeConnection(new DuplexPipe(PipeReader.Create(ReadOnlySequence<byte>.Empty), Output));
        _parser = new FrameParser(FrameSource.Client, broker.Options.Limits.Frame);
        Outbox = new Outbox(connection, this, broker.Time, broker.Options.Limits.MaxOutboxBytes);
        var heartBeat = new SessionHeartBeat(broker.Time, broker.Options.HeartBeat, broker.Options.Limits.ConnectTimeout);
        _protocol = new SessionProtocol(broker, this, connection, _parser, Outbox, heartBeat, _batch);
        Receive(new ReadOnlySequence<byte>(EngineFrames.Connect()));
        Verify.That(_protocol.IsConnected && Output.Frames == 1);
    }

    public NullPipeWriter Output { get; } = new();

    public Outbox Outbox { get; }

    public string? UserName => null;

    public PrivateSubscriptions? PrivateSubscriptions { get; private set; }

    public int UserIndex { get; set; }

    public PrivateSubscriptions GetOrCreatePrivateSubscriptions() => PrivateSubscriptions ??= new PrivateSubscriptions();

    /// <summary>Subscribes; the first subscription of a client has the number 1, which its ack keys begin with.</summary>
    public void Subscribe(string destination, string ack = "auto") =>
        Receive(new ReadOnlySequence<byte>(EngineFrames.Subscribe(destination, ack)));

    public void Unsubscribe() => Receive(new ReadOnlySequence<byte>(EngineFrames.Unsubscribe()));

    /// <summary>
    /// What a session does with the octets of one read: process all whole frames, then have the outboxes that they touched drained.
    /// </summary>
    public void Receive(in ReadOnlySequence<byte> octets)
    {
        var input = new SequenceReader<byte>(octets);
        while (_parser.TryRead(ref input, out StompFrame frame))
        {
            _protocol.Handle(frame)?.GetAwaiter().GetResult();
        }

        _protocol.PublishSent();

        InlineDrain.Run(_batch);
        if (_protocol.End is not null)
        {
            ThrowEnded();
        }
    }

    /// <summary>What a session does with one frame that a message handler answers, from a thread that others need.</summary>
    public Task ReceiveOnPoolAsync(in ReadOnlySequence<byte> octets)
    {
        var input = new SequenceReader<byte>(octets);
        Verify.That(_parser.TryRead(ref input, out StompFrame frame));
        _protocol.Handlers!.LeaveThread();
        return _protocol.Handle(frame) ?? Task.CompletedTask;
    }

    void IOutboxOwner.OnOutboxFull(long unsentBytes) => throw new InvalidOperationException($"An outbox holds {unsentBytes} octets.");

    void IOutboxOwner.OnOutboxBroken(Exception exception) => throw new InvalidOperationException("An outbox broke.", exception);

    private void ThrowEnded() => throw new InvalidOperationException($"A session ended: {_protocol.End!.Reason}");
}
