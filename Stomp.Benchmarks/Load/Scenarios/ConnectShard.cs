using System.Globalization;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>Connections that do nothing but stay.</summary>
internal sealed class ConnectShard : Shard
{
    // A beat is sent well before it is due, as the looks are some time apart.
    private const double BeatEarly = 0.8;

    private readonly ConnectSettings _settings;

    public ConnectShard(RunContext context, ConnectSettings settings, int index)
        : base(context, index)
    {
        _settings = settings;
        for (int i = index; i < settings.Connections; i += Common.Threads)
        {
            AddConnection(0, i);
        }
    }

    public override long Published => Delivered;

    public override long Outstanding => 0;

    /// <summary>Sends heart-beats where they are due.</summary>
    public void Beat(long now)
    {
        Group.Now = now;
        foreach (Connection connection in Connections)
        {
            long interval = _settings.HeartBeatOut == 0 || connection.HeartBeatInterval == 0 ? 0 : Math.Max(
                _settings.HeartBeatOut, connection.HeartBeatInterval);
            if (interval > 0 && connection.State == ConnectionState.Ready && now - connection.SentAt > interval * 1000 * BeatEarly)
            {
                connection.Send("\n"u8);
            }
        }

        Group.Flush();
    }

    public override void OnConnected(Connection connection)
    {
        // The latency of a connection is all of its handshakes.
        Latency.Add(Group.Now - connection.OpenedAt);
        if (_settings.Subscribe)
        {
            Subscribe(
                connection,
                0,
                string.Create(CultureInfo.InvariantCulture, $"{Common.TopicPrefix}{Common.Name}.{connection.Index}"),
                AckMode.Auto,
                isLast: true);
        }
        else
        {
            AddReady();
        }
    }

    public override void SumUp()
    {
        Counts.Published = Connections.Count;
        Counts.Expected = Connections.Count;
        Counts.Received = Delivered;
        Counts.Missing = Connections.Count - Delivered;
    }

    protected override void OnSubscribed(Connection connection) => AddReady();

    protected override void OnMessage(Connection connection, in Frame frame)
    {
        Counts.MalformedFrames++;
        Fail($"a message for nobody: {frame.Describe()}");
    }

    protected override void OnSendReceipt(Connection connection, ReadOnlySpan<byte> receipt)
    {
        Counts.MalformedFrames++;
        Fail("a receipt that nobody asked for");
    }

    private void AddReady()
    {
        Delivered++;
        Context.Opener.Complete();
    }
}
