namespace Stomp.Tests.Crashes;

/// <summary>Acknowledges messages with receipts, not quite in their order; some it sends back once.</summary>
/// <param name="name">What it is called in failures.</param>
/// <param name="target">Where from.</param>
/// <param name="seed">Chooses.</param>
/// <param name="workload">What it shares with the other clients.</param>
internal sealed class Consumer(string name, Target target, int seed, Workload workload) : Subscriber(name, target, Prefetch, workload)
{
    private const int Prefetch = 20;
    private const int NackPercent = 3;

    // Below the prefetch, so that messages always go on coming.
    private const int MaxHeld = 6;
    private const int HoldPercent = 40;

    private readonly Random _random = new(seed);
    private readonly List<Delivery> _held = [];

    protected override void OnSubscribed() => _held.Clear();

    protected override void Take(in Delivery delivery, BrokerLife life)
    {
        if (!delivery.IsRedelivered && _random.Next(100) < NackPercent)
        {
            Acks.Nack(Output, delivery, Workload.History);
            return;
        }

        _held.Add(delivery);
        while (_held.Count > MaxHeld || (_held.Count > 0 && _random.Next(100) >= HoldPercent))
        {
            int index = _random.Next(_held.Count);
            Acks.Ack(Output, _held[index], Workload.History);
            _held.RemoveAt(index);
        }
    }
}
