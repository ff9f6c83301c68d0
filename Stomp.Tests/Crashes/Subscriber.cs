using Stomp.Tests.Crashes.Checking;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Crashes;

/// <summary>A client that receives the messages of a target, <c>ack:client-individual</c>.</summary>
/// <param name="name">What it is called in failures.</param>
/// <param name="target">Where from.</param>
/// <param name="prefetch">How many un-acknowledged messages it may have.</param>
/// <param name="workload">What it shares with the other clients.</param>
internal abstract class Subscriber(string name, Target target, int prefetch, Workload workload) : CrashClient(name, workload)
{
    private volatile bool _hasSubscribed;
    private int _session;

    /// <summary>Whether its subscription was confirmed, in whatever life.</summary>
    public bool HasSubscribed => _hasSubscribed;

    protected Target Target { get; } = target;

    protected override void Use(BlockingPeer peer, BrokerLife life)
    {
        _session = Workload.NextSession();
        string headers = $"ack:client-individual\nprefetch-count:{prefetch}\n{Target.SubscribeHeaders}";
        peer.Send(WireText.Subscribe(Target.Destination, headers, Target.SubscribeId));
        peer.Expect("RECEIPT\nreceipt-id:subscribed\n");
        life.OnReceipt();
        _hasSubscribed = true;
        OnSubscribed();
        while (!IsDone)
        {
            Flush(peer);
            do
            {
                Take(peer.Receive(), life);
            }
            while (peer.HasFrame);
        }
    }

    /// <summary>Whether it has nothing more to do in this life.</summary>
    protected virtual bool IsDone => false;

    protected virtual void OnSubscribed()
    {
    }

    /// <summary>Takes a body that is none of <see cref="Payload"/>.</summary>
    /// <returns>Whether it is one that was expected.</returns>
    protected virtual bool TakeOther(string body, string ack) => false;

    protected abstract void Take(in Delivery delivery, BrokerLife life);

    protected virtual void OnReceipt(string id) => Receipts.Note(id, Workload.History);

    private void Take(string frame, BrokerLife life)
    {
        if (ReceiptIn(frame, life) is { } receipt)
        {
            OnReceipt(receipt);
            return;
        }

        if (!frame.StartsWith("MESSAGE\n", StringComparison.Ordinal))
        {
            throw new InvalidDataException(frame);
        }

        string body = WireText.Body(frame);
        string ack = WireText.Header(frame, "ack");
        if (TakeOther(body, ack))
        {
            return;
        }

        MessageKey key = Payload.Parse(body).Key;
        bool isRedelivered = frame.Contains("\nredelivered:true\n", StringComparison.Ordinal);
        if (key.Target != Target.Name)
        {
            throw new InvalidDataException($"{key} came from {Target.Name}");
        }

        Workload.History.Add(new HistoryEvent(HistoryEventKind.Received, key, Session: _session, IsRedelivered: isRedelivered));
        life.OnReceived();
        Take(new Delivery(key, ack, isRedelivered), life);
    }
}
