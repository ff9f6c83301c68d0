using System.Globalization;
using Stomp.Benchmarks.Load.Messages;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>Pairs of connections: one asks, the other answers with what it got.</summary>
internal sealed class RequestShard : Shard
{
    private const int Asking = 0;
    private const int Answering = 1;

    private readonly RequestSettings _settings;
    private readonly Pair[] _pairs;
    private bool _isDraining;

    public RequestShard(RunContext context, RequestSettings settings, int index)
        : base(context, index)
    {
        _settings = settings;
        int count = (settings.Pairs - index + Common.Threads - 1) / Common.Threads;
        _pairs = new Pair[count];
        string prefix = settings.UseTopics ? Common.TopicPrefix : Common.QueuePrefix;
        for (int i = 0; i < count; i++)
        {
            int id = (i * Common.Threads) + index;
            string name = string.Create(CultureInfo.InvariantCulture, $"{prefix}{Common.Name}.{id}");
            int? quota = Common.Messages is { } messages ? (messages / settings.Pairs) + (id < messages % settings.Pairs ? 1 : 0) : null;
            _pairs[i] = new Pair(
                id,
                $"{name}.requests",
                $"{name}.replies",
                MakeSendHead($"{name}.requests"),
                MakeSendHead($"{name}.replies"),
                AddConnection(Asking, i),
                AddConnection(Answering, i),
                quota);
        }
    }

    public override long Published => _pairs.Sum(static pair => (long)pair.Asked);

    public override long Outstanding => _pairs.Sum(static pair => (long)pair.Asked - pair.Replies.Next + pair.Replies.Missing);

    /// <summary>Whether all requests of the quota are answered.</summary>
    public bool IsQuotaDone => _pairs.All(static pair => pair.Replies.Next == pair.Quota) && Outstanding == 0;

    /// <summary>Asks no more.</summary>
    public void Drain() => _isDraining = true;

    /// <summary>Begins to ask.</summary>
    public void Start(long now)
    {
        Group.Now = now;
        foreach (Pair pair in _pairs)
        {
            for (int i = 0; i < _settings.Depth; i++)
            {
                Ask(pair);
            }
        }

        Group.Flush();
    }

    public override void OnConnected(Connection connection)
    {
        Pair pair = _pairs[connection.Index];
        Subscribe(connection, 0, connection.Role == Asking ? pair.ReplyDestination : pair.RequestDestination, AckMode.Auto, isLast: true);
    }

    public override void SumUp()
    {
        Counts.Published = Published;
        Counts.Expected = Published;
        Counts.Received = Delivered;
        Counts.Missing = Outstanding;
    }

    protected override void OnMessage(Connection connection, in Frame frame)
    {
        Pair pair = _pairs[connection.Index];
        if (connection.Role == Answering)
        {
            Send(connection, pair.ReplyHead, frame.Body);
            return;
        }

        if (!Context.Payload.TryRead(frame.Body, out int id, out int sequence, out long time) || id != pair.Id || sequence >= pair.Asked)
        {
            Counts.Corrupt++;
            Counts.Note($"not what was asked: {frame.Describe()}");
            return;
        }

        switch (pair.Replies.Take(sequence))
        {
            case SequenceFinding.Duplicate:
                Counts.Duplicate++;
                return;
            case SequenceFinding.OutOfOrder:
                Counts.OutOfOrder++;
                break;
        }

        Delivered++;
        if (IsMeasuring)
        {
            Latency.Add(Group.Now - time);
        }

        Ask(pair);
    }

    protected override void OnSendReceipt(Connection connection, ReadOnlySpan<byte> receipt)
    {
        Counts.MalformedFrames++;
        Fail("a receipt that nobody asked for");
    }

    private static void Send(Connection connection, byte[] head, ReadOnlySpan<byte> body)
    {
        Span<byte> room = connection.BeginFrame(head.Length + 1 + body.Length + 1);
        head.CopyTo(room);
        room[head.Length] = (byte)'\n';
        body.CopyTo(room[(head.Length + 1)..]);
        room[^1] = 0;
        connection.EndFrame();
    }

    private void Ask(Pair pair)
    {
        if (_isDraining || pair.Asked >= pair.Quota)
        {
            return;
        }

        Span<byte> room = pair.Asker.BeginFrame(pair.RequestHead.Length + 1 + Context.Payload.Size + 1);
        pair.RequestHead.CopyTo(room);
        room[pair.RequestHead.Length] = (byte)'\n';
        Context.Payload.Write(room[(pair.RequestHead.Length + 1)..], pair.Id, pair.Asked, Group.Now);
        room[^1] = 0;
        pair.Asker.EndFrame();
        pair.Asked++;
    }

    private sealed class Pair(
        int id,
        string requestDestination,
        string replyDestination,
        byte[] requestHead,
        byte[] replyHead,
        Connection asker,
        Connection answerer,
        int? quota)
    {
        public int Id { get; } = id;

        public string RequestDestination { get; } = requestDestination;

        public string ReplyDestination { get; } = replyDestination;

        public byte[] RequestHead { get; } = requestHead;

        public byte[] ReplyHead { get; } = replyHead;

        public Connection Asker { get; } = asker;

        public Connection Answerer { get; } = answerer;

        public int Quota { get; } = quota ?? int.MaxValue;

        public int Asked { get; set; }

        public SequenceCheck Replies;
    }
}
