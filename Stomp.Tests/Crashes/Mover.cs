namespace Stomp.Tests.Crashes;

/// <summary>
/// Moves messages: acknowledges one or two, and sends one or two others, in one transaction. It does so again after some that it aborts.
/// </summary>
/// <param name="publisher">Its number as a publisher.</param>
/// <param name="from">Where from.</param>
/// <param name="to">Where to, by turns at random.</param>
/// <param name="seed">Chooses.</param>
/// <param name="workload">What it shares with the other clients.</param>
internal sealed class Mover(int publisher, Target from, IReadOnlyList<Target> to, int seed, Workload workload)
    : Subscriber("mover", from, Prefetch, workload)
{
    private const int Prefetch = 10;
    private const int MaxAtOnce = 2;
    private const int AbortPercent = 7;

    private readonly Random _random = new(seed);
    private readonly Author _author = new(publisher, new Random(seed + 1), workload.History);
    private readonly List<Delivery> _held = [];

    protected override void OnSubscribed() => _held.Clear();

    protected override void Take(in Delivery delivery, BrokerLife life)
    {
        _held.Add(delivery);
        if (_held.Count < _random.Next(1, MaxAtOnce + 1))
        {
            return;
        }

        if (_random.Next(100) < AbortPercent)
        {
            Move(abort: true, life);
        }

        Move(abort: false, life);
        _held.Clear();
    }

    private void Move(bool abort, BrokerLife life)
    {
        int transaction = Workload.NextTransaction();
        int size = _random.Next(1, MaxAtOnce + 1);
        Transactions.Begin(Output, transaction);
        foreach (Delivery delivery in _held)
        {
            Acks.Ack(Output, delivery, transaction, Workload.History);
        }

        for (int index = 1; index <= size; index++)
        {
            _author.Send(Output, to[_random.Next(to.Count)], transaction, index, size);
        }

        if (!abort)
        {
            life.OnSent(size);
        }

        Transactions.Finish(Output, transaction, abort, Workload.History);
    }
}
