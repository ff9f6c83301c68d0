using System.Buffers.Text;
using System.Text;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Floor;

/// <summary>A topic or a queue: makes each message once, and hands a batch of them to its subscribers.</summary>
/// <remarks>Guarded by the server's gate.</remarks>
internal sealed class FloorDestination
{
    private const int MaxDigits = 20;

    private readonly bool _isQueue;
    private readonly byte[] _behindId;
    private readonly List<FloorConnection> _subscribers = [];
    private readonly Stack<SharedBatch> _free = new();
    private readonly SharedBatch?[] _batches = new SharedBatch?[2]; // without and with WebSocket framing
    private readonly int[] _subscribersOfKind = new int[2];
    private bool _wantsAck;
    private long _id;
    private int _turn;

    public FloorDestination(string name, bool isQueue)
    {
        _isQueue = isQueue;
        _behindId = Encoding.UTF8.GetBytes($"\ndestination:{name}\ncontent-length:");
    }

    /// <summary>Whether it has a batch to hand over.</summary>
    public bool HasBatch { get; private set; }

    public void Add(FloorConnection subscriber, bool wantsAck)
    {
        _subscribers.Add(subscriber);
        _subscribersOfKind[subscriber.IsWebSocket ? 1 : 0]++;
        _wantsAck |= wantsAck;
    }

    public void Remove(FloorConnection subscriber)
    {
        if (_subscribers.Remove(subscriber))
        {
            _subscribersOfKind[subscriber.IsWebSocket ? 1 : 0]--;
        }
    }

    /// <summary>Adds a message to the batch.</summary>
    public void Publish(ReadOnlySpan<byte> body)
    {
        _id++;
        for (int kind = 0; kind < _batches.Length; kind++)
        {
            if (_subscribersOfKind[kind] > 0)
            {
                Append(_batches[kind] ??= _free.TryPop(out SharedBatch? batch) ? batch : new SharedBatch(_free), body, kind == 1);
                HasBatch = true;
            }
        }
    }

    /// <summary>Hands the batch over: to all subscribers of a topic, to the queue's next consumer.</summary>
    public void Deliver()
    {
        HasBatch = false;
        foreach (SharedBatch batch in _batches.OfType<SharedBatch>())
        {
            batch.AddUser(); // until all have it
        }

        if (_isQueue && _subscribers.Count > 0)
        {
            Deliver(_subscribers[_turn++ % _subscribers.Count]);
        }
        else
        {
            for (int i = _subscribers.Count - 1; i >= 0; i--)
            {
                Deliver(_subscribers[i]);
            }
        }

        for (int kind = 0; kind < _batches.Length; kind++)
        {
            _batches[kind]?.RemoveUser();
            _batches[kind] = null;
        }
    }

    private void Deliver(FloorConnection subscriber)
    {
        if (_batches[subscriber.IsWebSocket ? 1 : 0] is { } batch)
        {
            subscriber.Send(batch);
        }
    }

    // The whole message as one piece of text; every subscription is called 0.
    private void Append(SharedBatch batch, ReadOnlySpan<byte> body, bool isWebSocket)
    {
        Span<byte> id = stackalloc byte[MaxDigits];
        Utf8Formatter.TryFormat(_id, id, out int idLength);
        id = id[..idLength];
        Span<byte> length = stackalloc byte[MaxDigits];
        Utf8Formatter.TryFormat(body.Length, length, out int lengthLength);
        length = length[..lengthLength];
        int ack = _wantsAck ? "\nack:"u8.Length + id.Length : 0;
        int total = "MESSAGE\nsubscription:0\nmessage-id:"u8.Length + id.Length + ack + _behindId.Length + length.Length + "\n\n"u8.Length + body.Length + 1;
        if (isWebSocket)
        {
            WebSocketFraming.WriteHeader(batch.Append(WebSocketFraming.HeaderBytes(total)), WebSocketOpcode.Text, total, isMasked: false);
        }

        batch.Append("MESSAGE\nsubscription:0\nmessage-id:"u8);
        batch.Append(id);
        if (ack > 0)
        {
            batch.Append("\nack:"u8);
            batch.Append(id);
        }

        batch.Append(_behindId);
        batch.Append(length);
        batch.Append("\n\n"u8);
        batch.Append(body);
        batch.Append("\0"u8);
    }
}
