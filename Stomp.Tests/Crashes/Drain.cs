using System.Globalization;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Crashes;

/// <summary>Receives and acknowledges all that a target has, up to a message that it sends there itself, behind all others.</summary>
/// <param name="target">Where from.</param>
/// <param name="workload">What it shares with the other clients.</param>
internal sealed class Drain(Target target, Workload workload) : Subscriber($"drain of {target.Name}", target, Prefetch, workload)
{
    private const int Prefetch = 500;

    private readonly string _last = string.Create(CultureInfo.InvariantCulture, $"last of {target.Name} {Guid.NewGuid()}");
    private int _awaited;
    private bool _hasEnded;

    protected override bool IsDone => _hasEnded && _awaited == 0;

    protected override void OnSubscribed()
    {
        Output.Append(WireText.Send(Target.Destination, _last, $"persistent:true\n{Receipts.OfOther}"));
        _awaited++;
    }

    protected override bool TakeOther(string body, string ack)
    {
        if (body != _last)
        {
            return false;
        }

        _hasEnded = true;
        _awaited++;
        Output.Append(CultureInfo.InvariantCulture, $"ACK\nid:{ack}\n{Receipts.OfOther}\n\0");
        return true;
    }

    protected override void Take(in Delivery delivery, BrokerLife life)
    {
        _awaited++;
        Acks.Ack(Output, delivery, Workload.History);
    }

    protected override void OnReceipt(string id)
    {
        _awaited--;
        base.OnReceipt(id);
    }
}
