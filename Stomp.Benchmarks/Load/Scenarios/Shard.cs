using System.Globalization;
using System.Text;
using Stomp.Benchmarks.Load.Measuring;
using Stomp.Benchmarks.Load.Messages;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>One group of connections with all that a scenario keeps about them.</summary>
/// <remarks>Guarded by the gate of its group.</remarks>
internal abstract class Shard : IConnectionHandler
{
    private readonly List<Connection> _connections = [];

    protected Shard(RunContext context, int index)
    {
        Context = context;
        Index = index;
    }

    public ConnectionGroup Group { get; } = new();

    public IReadOnlyList<Connection> Connections => _connections;

    public VerificationCounts Counts { get; } = new();

    public LatencyHistogram Latency { get; } = new();

    /// <summary>Deliveries so far.</summary>
    public long Delivered { get; protected set; }

    /// <summary>Messages published so far.</summary>
    public abstract long Published { get; }

    /// <summary>Whether latencies are recorded.</summary>
    public bool IsMeasuring { get; set; }

    // The receipt of the last SUBSCRIBE on a connection.
    private static ReadOnlySpan<byte> SubscribedReceipt => "subscribed"u8;

    protected RunContext Context { get; }

    protected int Index { get; }

    protected CommonSettings Common => Context.Common;

    /// <summary>What has to arrive yet.</summary>
    public abstract long Outstanding { get; }

    /// <summary>Adds up what is known only at the end.</summary>
    public abstract void SumUp();

    /// <summary>Ends all connections.</summary>
    public void Close()
    {
        foreach (Connection connection in _connections)
        {
            connection.Close();
        }
    }

    public abstract void OnConnected(Connection connection);

    public void OnFrame(Connection connection, in Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Message:
                OnMessage(connection, frame);
                break;
            case FrameKind.Receipt:
                OnReceipt(connection, frame);
                break;
            case FrameKind.Error:
                Counts.ErrorFrames++;
                Fail(frame.Describe());
                break;
            default:
                Counts.MalformedFrames++;
                Fail($"the server sent what it must not: {frame.Describe()}");
                break;
        }
    }

    public virtual void OnSent(Connection connection)
    {
    }

    public virtual void OnBatchEnd()
    {
    }

    public virtual void OnFailed(Connection connection, string reason)
    {
        Counts.Disconnects++;
        Fail(reason);
    }

    /// <summary>A message has come.</summary>
    protected abstract void OnMessage(Connection connection, in Frame frame);

    /// <summary>A receipt has come that is not for SUBSCRIBE.</summary>
    protected abstract void OnSendReceipt(Connection connection, ReadOnlySpan<byte> receipt);

    /// <summary>The server has confirmed all subscriptions of a connection.</summary>
    protected virtual void OnSubscribed(Connection connection) => Context.Opener.Complete();

    /// <summary>Adds a connection, which is opened later.</summary>
    protected Connection AddConnection(int role, int index)
    {
        var connection = new Connection(Context.Connections, Group, this, role, index);
        _connections.Add(connection);
        return connection;
    }

    /// <summary>Subscribes; the server confirms the last of a connection's subscriptions, and with it those before.</summary>
    protected void Subscribe(Connection connection, int id, string destination, AckMode ack, bool isLast)
    {
        string mode = ack switch { AckMode.Client => "client", AckMode.ClientIndividual => "client-individual", _ => "auto" };
        string receipt = isLast ? "receipt:subscribed\n" : "";
        connection.Send(string.Create(CultureInfo.InvariantCulture,
            $"SUBSCRIBE\nid:{id}\ndestination:{destination}\nack:{mode}\n{HeaderLines(Common.SubscribeHeaders)}{receipt}\n\0"));
    }

    /// <summary>The head of each SEND to a destination, up to where a receipt may stand.</summary>
    protected byte[] MakeSendHead(string destination) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"SEND\ndestination:{destination}\n{HeaderLines(Common.SendHeaders)}content-length:{Common.PayloadBytes}\n"));

    /// <summary>Keeps what went wrong.</summary>
    protected void Fail(string reason)
    {
        Counts.Note(reason);
        Context.Opener.Fail(reason);
    }

    private static string HeaderLines(IEnumerable<string> headers) => string.Concat(headers.Select(static header => header + "\n"));

    private void OnReceipt(Connection connection, in Frame frame)
    {
        ReadOnlySpan<byte> receipt = frame.Header("\nreceipt-id:"u8);
        if (receipt.SequenceEqual(SubscribedReceipt))
        {
            OnSubscribed(connection);
        }
        else
        {
            OnSendReceipt(connection, receipt);
        }
    }
}
