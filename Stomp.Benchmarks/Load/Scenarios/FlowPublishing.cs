using System.Buffers.Text;
using System.Globalization;
using System.Text.Unicode;
using Stomp.Benchmarks.Load.Measuring;
using Stomp.Benchmarks.Load.Messages;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>The publishers of a thread: sends as much as the loop allows, closed or open.</summary>
/// <remarks>Guarded by the gate of the group.</remarks>
internal sealed class FlowPublishing
{
    // More is written to a connection only when less than this waits there.
    private const int MaxPendingBytes = 4 << 20;

    private readonly FlowSettings _settings;
    private readonly Payload _payload;
    private readonly ConnectionGroup _group;
    private readonly int _window;
    private readonly MessageStream[] _streams;
    private readonly List<MessageStream>[] _blocked;
    private readonly List<MessageStream> _touched = [];
    private readonly OpenLoop? _openLoop;

    /// <param name="settings">The settings.</param>
    /// <param name="payload">What messages carry.</param>
    /// <param name="group">The group of all connections.</param>
    /// <param name="streams">The streams.</param>
    /// <param name="publishers">How many connections send them.</param>
    /// <param name="thread">The thread.</param>
    public FlowPublishing(FlowSettings settings, Payload payload, ConnectionGroup group, MessageStream[] streams, int publishers, int thread)
    {
        _settings = settings;
        _payload = payload;
        _group = group;
        _window = settings.EffectiveWindow;
        _streams = streams;
        _blocked = [.. Enumerable.Range(0, publishers).Select(static _ => new List<MessageStream>())];
        _openLoop = settings.Rate is { } rate ? new OpenLoop(rate, settings.Common.Threads, thread) : null;
    }

    /// <summary>Whether a message is sent only when others have arrived.</summary>
    public bool IsClosedLoop => _openLoop is null;

    /// <summary>Whether nothing new is published. What was due in an open loop still is.</summary>
    public bool IsDraining { get; set; }

    /// <summary>Messages sent so far.</summary>
    public long Published { get; private set; }

    /// <summary>What has to be sent or confirmed yet.</summary>
    public long Outstanding => Unconfirmed + _streams.Sum(static stream => (long)stream.Deferred.Count);

    /// <summary>With receipts: what was sent and not confirmed.</summary>
    public long Unconfirmed => _settings.Receipts ? _streams.Sum(static stream => (long)Math.Max(0, stream.Sent - stream.Confirmed)) : 0;

    /// <summary>With receipts: how long they took.</summary>
    public LatencyHistogram Confirmations { get; } = new();

    /// <summary>Whether all messages of the quota are sent.</summary>
    public bool IsQuotaReached => _streams.All(static stream => stream.Sent == stream.Quota);

    /// <summary>Begins.</summary>
    public void Start(long now)
    {
        _openLoop?.Start(now);
        foreach (MessageStream stream in _streams)
        {
            Publish(stream);
        }
    }

    /// <summary>Open loop: publishes what is due.</summary>
    /// <returns>When the next message is due.</returns>
    public long PublishDue(long now)
    {
        while (_openLoop!.TryTakeDue(now, out long due, out long number))
        {
            MessageStream stream = _streams[number % _streams.Length];
            if (stream.Sent + stream.Deferred.Count < stream.Quota)
            {
                stream.Deferred.Enqueue(due);
                Publish(stream);
            }
        }

        return _openLoop.NextDue;
    }

    /// <summary>Remembers that a stream may have room again.</summary>
    public void Touch(MessageStream stream)
    {
        if (!stream.IsListed && !IsDraining)
        {
            stream.IsListed = true;
            _touched.Add(stream);
        }
    }

    /// <summary>Goes on with the streams that have been touched.</summary>
    public void PublishTouched()
    {
        foreach (MessageStream stream in _touched)
        {
            stream.IsListed = false;
            Publish(stream);
        }

        _touched.Clear();
    }

    /// <summary>Goes on with the streams that waited for a connection.</summary>
    public void PublishBlocked(int publisher)
    {
        if (_blocked[publisher].Count == 0)
        {
            return;
        }

        MessageStream[] blocked = [.. _blocked[publisher]];
        _blocked[publisher].Clear();
        foreach (MessageStream stream in blocked)
        {
            stream.IsListed = false;
            Publish(stream);
        }
    }

    /// <summary>Takes a receipt.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="counts">Where it is counted.</param>
    /// <param name="isMeasuring">Whether to record how long it took.</param>
    public void Confirm(ReadOnlySpan<byte> receipt, VerificationCounts counts, bool isMeasuring)
    {
        if (!Utf8Parser.TryParse(receipt, out int index, out int used) || (uint)index >= (uint)_streams.Length || used >= receipt.Length
            || !Utf8Parser.TryParse(receipt[(used + 1)..], out int sequence, out _))
        {
            counts.MalformedFrames++;
            return;
        }

        MessageStream stream = _streams[index];
        counts.Receipts++;
        counts.ReceiptsOutOfOrder += sequence == stream.Confirmed ? 0 : 1;
        stream.Confirmed++;
        Touch(stream);
        if (stream.Unconfirmed.TryDequeue(out long time) && isMeasuring)
        {
            Confirmations.Add(_group.Now - time);
        }
    }

    private void Publish(MessageStream stream)
    {
        while (MayPublish(stream))
        {
            if (stream.Publisher.PendingBytes > MaxPendingBytes)
            {
                stream.IsListed = true;
                _blocked[stream.Publisher.Index].Add(stream);
                return;
            }

            Send(stream, IsClosedLoop ? _group.Now : stream.Deferred.Dequeue());
        }
    }

    private bool MayPublish(MessageStream stream)
    {
        if (stream.IsListed)
        {
            return false;
        }

        if (!IsClosedLoop)
        {
            return stream.Deferred.Count > 0;
        }

        int underWay = stream.Sent - (_settings.IsQueue ? stream.Consumed : stream.Done);
        bool hasRoom = _settings.Receipts ? stream.Sent - stream.Confirmed < _window && underWay < _settings.Backlog : underWay < _window;
        return hasRoom && !IsDraining && stream.Sent < stream.Quota;
    }

    private void Send(MessageStream stream, long time)
    {
        const int MaxReceiptLine = 40; // "receipt:", two numbers of ten digits, '-', line end
        Span<byte> receipt = stackalloc byte[MaxReceiptLine];
        int receiptLength = 0;
        if (_settings.Receipts)
        {
            Utf8.TryWrite(receipt, CultureInfo.InvariantCulture, $"receipt:{stream.Index}-{stream.Sent}\n", out receiptLength);
            stream.Unconfirmed.Enqueue(time);
        }

        Span<byte> room = stream.Publisher.BeginFrame(stream.Head.Length + receiptLength + 1 + _payload.Size + 1);
        stream.Head.CopyTo(room);
        receipt[..receiptLength].CopyTo(room[stream.Head.Length..]);
        Span<byte> rest = room[(stream.Head.Length + receiptLength)..];
        rest[0] = (byte)'\n';
        _payload.Write(rest[1..], stream.Id, stream.Sent, time);
        rest[^1] = 0;
        stream.Publisher.EndFrame();
        stream.Sent++;
        Published++;
    }
}
