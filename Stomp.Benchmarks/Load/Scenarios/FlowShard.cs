using System.Globalization;
using Stomp.Benchmarks.Load.Measuring;
using Stomp.Benchmarks.Load.Messages;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>Publishers, destinations and subscribers of one thread.</summary>
internal sealed class FlowShard : Shard
{
    /// <summary>How many idle subscriptions a connection has: as many as servers usually allow.</summary>
    public const int IdleSubscriptionsPerConnection = 1000;

    // The system would otherwise take megabytes for one that does not read, before the server noticed.
    private const int SlowReceiveBufferBytes = 64 << 10;

    private const int Publishing = 0;
    private const int Receiving = 1;
    private const int IdleSubscribing = 2;
    private const int Idling = 3;

    private readonly FlowSettings _settings;
    private readonly FlowLayout _layout;
    private readonly MessageStream[] _streams;
    private readonly FlowPublishing _publishing;
    private readonly Receiver[] _receivers;

    public FlowShard(RunContext context, FlowSettings settings, int index)
        : base(context, index)
    {
        _settings = settings;
        _layout = new FlowLayout(settings, index);
        Connection[] publishers = [.. Enumerable.Range(0, _layout.Publishers).Select(i => AddConnection(Publishing, i))];
        _streams = [.. Enumerable.Range(0, _layout.Streams).Select(i => MakeStream(i, publishers[i % publishers.Length]))];
        _publishing = new FlowPublishing(settings, context.Payload, Group, _streams, publishers.Length, index);
        _receivers = [.. MakeReceivers()];
        AddIdleConnections();
    }

    /// <summary>With receipts: how long each took.</summary>
    public LatencyHistogram Confirmations => _publishing.Confirmations;

    /// <summary>Receivers that stopped to read.</summary>
    public IEnumerable<Receiver> Slow => _receivers.Where(static receiver => receiver.IsSlow);

    /// <summary>How many of them the server has disconnected.</summary>
    public int SlowDisconnects { get; private set; }

    /// <summary>Whether all messages of the quota are published.</summary>
    public bool IsQuotaReached => _publishing.IsQuotaReached;

    public override long Published => _publishing.Published;

    public override long Outstanding => _publishing.Outstanding + Missing();

    /// <summary>Begins the load.</summary>
    public void Start(long now)
    {
        Group.Now = now;
        foreach (Receiver receiver in Slow)
        {
            receiver.Connection.Pause();
        }

        _publishing.Start(now);
        Group.Flush();
    }

    /// <summary>Open loop: publishes what is due.</summary>
    /// <returns>When the next message is due.</returns>
    public long PublishDue(long now)
    {
        Group.Now = now;
        long next = _publishing.PublishDue(now);
        Group.Flush();
        return next;
    }

    /// <summary>Publishes nothing more, acknowledges what no ACK was sent for yet, and has slow receivers read again.</summary>
    public void Drain()
    {
        _publishing.IsDraining = true;
        foreach (Receiver receiver in _receivers)
        {
            if (receiver.Unacked > 0)
            {
                SendAck(receiver, receiver.LastAck);
            }

            if (receiver.IsSlow)
            {
                receiver.Connection.Resume();
            }
        }

        Group.Flush();
    }

    public override void OnConnected(Connection connection)
    {
        switch (connection.Role)
        {
            case Receiving:
                Receiver receiver = _receivers[connection.Index];
                for (int i = 0; i < receiver.Destinations; i++)
                {
                    Subscribe(connection, i, _layout.NameOf(receiver.FirstDestination + i), _settings.Ack, i == receiver.Destinations - 1);
                }

                break;
            case IdleSubscribing:
                SubscribeIdly(connection);
                break;
            default:
                Context.Opener.Complete();
                break;
        }
    }

    public override void OnBatchEnd() => _publishing.PublishTouched();

    public override void OnSent(Connection connection)
    {
        if (connection.Role == Publishing)
        {
            _publishing.PublishBlocked(connection.Index);
        }
    }

    public override void OnFailed(Connection connection, string reason)
    {
        if (connection.Role == Receiving && _receivers[connection.Index].IsSlow && Published > 0)
        {
            SlowDisconnects++; // a server may well part with one that does not read
            return;
        }

        base.OnFailed(connection, reason);
    }

    public override void SumUp()
    {
        Counts.Published = Published;
        Counts.Received = Delivered;
        Counts.Expected = Published * _settings.Copies;
        Counts.Missing = Missing();
        Counts.ReceiptsMissing = _publishing.Unconfirmed;
    }

    protected override void OnMessage(Connection connection, in Frame frame)
    {
        if (connection.Role != Receiving)
        {
            Counts.MalformedFrames++;
            Fail($"a message for nobody: {frame.Describe()}");
            return;
        }

        Receiver receiver = _receivers[connection.Index];
        receiver.Received++;
        if (_settings.Ack != AckMode.Auto)
        {
            Acknowledge(receiver, frame);
        }

        if (!Context.Payload.TryRead(frame.Body, out int id, out int sequence, out long time)
            || FindStream(receiver, id, sequence, out int slot) is not { } stream)
        {
            Counts.Corrupt++;
            Counts.Note($"not what was published there: {frame.Describe()}");
            return;
        }

        if (_settings.IsQueue)
        {
            TakeFromQueue(receiver, stream, slot, sequence);
        }
        else
        {
            TakeFromTopic(receiver, stream, slot, sequence);
        }

        if (IsMeasuring && !receiver.IsSlow)
        {
            Latency.Add(Group.Now - time);
        }
    }

    protected override void OnSendReceipt(Connection connection, ReadOnlySpan<byte> receipt) =>
        _publishing.Confirm(receipt, Counts, IsMeasuring);

    // The stream of a message, if it goes to this receiver and the message was sent; and the slot of its check there.
    private MessageStream? FindStream(Receiver receiver, int id, int sequence, out int slot)
    {
        int index = _layout.StreamOf(id);
        slot = 0;
        if (index < 0)
        {
            return null;
        }

        (int destination, int place) = _layout.PlaceOf(index);
        int offset = destination - receiver.FirstDestination;
        slot = (offset * _layout.StreamsPerDestination) + place;
        MessageStream stream = _streams[index];
        return (uint)offset < (uint)receiver.Destinations && sequence < stream.Sent ? stream : null;
    }

    private void TakeFromTopic(Receiver receiver, MessageStream stream, int slot, int sequence)
    {
        SequenceFinding finding = receiver.Checks[slot].Take(sequence);
        if (receiver.IsSlow)
        {
            return; // the server may leave messages out for it
        }

        if (finding == SequenceFinding.Duplicate)
        {
            Counts.Duplicate++;
            return;
        }

        Counts.OutOfOrder += finding == SequenceFinding.OutOfOrder ? 1 : 0;
        Delivered++;
        if (_publishing.IsClosedLoop)
        {
            stream.TakeDelivery(sequence);
            _publishing.Touch(stream);
        }
    }

    private void TakeFromQueue(Receiver receiver, MessageStream stream, int slot, int sequence)
    {
        if (!stream.Seen!.Add(sequence))
        {
            Counts.Duplicate++;
            return;
        }

        // Order can be told only where one consumer gets all of them.
        bool isInOrder = receiver.Checks[slot].Take(sequence) == SequenceFinding.InOrder;
        Counts.OutOfOrder += _settings.Subscribers == 1 && !isInOrder ? 1 : 0;
        stream.Consumed++;
        Delivered++;
        _publishing.Touch(stream);
    }

    private void Acknowledge(Receiver receiver, in Frame frame)
    {
        ReadOnlySpan<byte> ack = frame.Header("\nack:"u8);
        receiver.Unacked++;
        if (_settings.Ack == AckMode.ClientIndividual || receiver.Unacked >= _settings.AckEvery)
        {
            SendAck(receiver, ack);
        }
        else
        {
            receiver.LastAck = ack.ToArray();
        }
    }

    private static void SendAck(Receiver receiver, ReadOnlySpan<byte> ack)
    {
        receiver.Unacked = 0;
        Span<byte> room = receiver.Connection.BeginFrame("ACK\nid:"u8.Length + ack.Length + "\n\n\0"u8.Length);
        "ACK\nid:"u8.CopyTo(room);
        ack.CopyTo(room["ACK\nid:"u8.Length..]);
        "\n\n\0"u8.CopyTo(room[^"\n\n\0"u8.Length..]);
        receiver.Connection.EndFrame();
    }

    // Deliveries that have not come: of a queue to any consumer, of a topic to each subscriber that reads.
    private long Missing() => _settings.IsQueue
        ? _streams.Sum(static stream => (long)stream.Sent - stream.Consumed)
        : _receivers.Where(static receiver => !receiver.IsSlow).Sum(MissingTo);

    private long MissingTo(Receiver receiver)
    {
        long missing = 0;
        for (int offset = 0; offset < receiver.Destinations; offset++)
        {
            int slot = offset * _layout.StreamsPerDestination;
            for (int stream = receiver.FirstDestination + offset; stream < _streams.Length; stream += _layout.Destinations)
            {
                missing += _streams[stream].Sent - receiver.Checks[slot].Next + receiver.Checks[slot].Missing;
                slot++;
            }
        }

        return missing;
    }

    private void SubscribeIdly(Connection connection)
    {
        int first = connection.Index * IdleSubscriptionsPerConnection;
        int count = Math.Min(IdleSubscriptionsPerConnection, _settings.IdleSubscriptions - first);
        string pattern = _settings.IdleDestination.Replace("{name}", Common.Name, StringComparison.Ordinal);
        for (int i = 0; i < count; i++)
        {
            string number = (first + i).ToString(CultureInfo.InvariantCulture);
            Subscribe(connection, i, pattern.Replace("{i}", number, StringComparison.Ordinal), AckMode.Auto, i == count - 1);
        }
    }

    private MessageStream MakeStream(int index, Connection publisher)
    {
        int id = _layout.IdOf(index);
        int quota = Common.Messages is { } messages ? (messages / _settings.Streams) + (id < messages % _settings.Streams ? 1 : 0) : int.MaxValue;
        return new MessageStream(index, id, publisher, MakeSendHead(_layout.NameOf(_layout.PlaceOf(index).Destination)))
        {
            Quota = quota,
            Seen = _settings.IsQueue ? new SequenceSet() : null,
            Window = new DeliveryWindow(_settings.IsQueue ? 1 : _settings.EffectiveWindow, _settings.Copies),
        };
    }

    private IEnumerable<Receiver> MakeReceivers()
    {
        int index = 0;
        for (int first = 0; first < _layout.Destinations; first += _settings.DestinationsPerConnection)
        {
            int count = Math.Min(_settings.DestinationsPerConnection, _layout.Destinations - first);
            for (int i = 0; i < _settings.Subscribers; i++)
            {
                Connection connection = AddConnection(Receiving, index++);
                connection.ReceiveBufferBytes = i < _settings.Slow ? SlowReceiveBufferBytes : null;
                yield return new Receiver(connection, first, count, _layout.StreamsPerDestination) { IsSlow = i < _settings.Slow };
            }
        }
    }

    private void AddIdleConnections()
    {
        // The first thread has them: they do nothing.
        int subscribing = (_settings.IdleSubscriptions + IdleSubscriptionsPerConnection - 1) / IdleSubscriptionsPerConnection;
        for (int i = 0; Index == 0 && i < subscribing + _settings.IdleConnections; i++)
        {
            AddConnection(i < subscribing ? IdleSubscribing : Idling, i);
        }
    }
}
