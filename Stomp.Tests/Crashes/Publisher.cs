using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Crashes;

/// <summary>Sends persistent messages with receipts, some of them in transactions over several destinations.</summary>
/// <param name="number">Its number.</param>
/// <param name="targets">Where to, by turns at random.</param>
/// <param name="transactionPercent">Of so many of what it sends, a transaction instead of a message.</param>
/// <param name="seed">Chooses.</param>
/// <param name="workload">What it shares with the other clients.</param>
internal sealed class Publisher(int number, IReadOnlyList<Target> targets, int transactionPercent, int seed, Workload workload)
    : CrashClient($"publisher {number}", workload)
{
    // Confirmations that it waits for at a time: enough for the store to commit many at once.
    private const int Window = 16;

    private const int MinTransaction = 2;
    private const int MaxTransaction = 5;
    private const int AbortPercent = 10;

    private readonly Random _random = new(seed);
    private readonly Author _author = new(number, new Random(seed + 1), workload.History);

    protected override void Use(BlockingPeer peer, BrokerLife life)
    {
        int awaited = 0;
        while (true)
        {
            while (awaited < Window && !life.IsCrowded)
            {
                Publish(life);
                awaited++;
            }

            Flush(peer);
            if (awaited == 0)
            {
                if (!life.WaitForRoom())
                {
                    return;
                }

                continue;
            }

            do
            {
                string frame = peer.Receive();
                Receipts.Note(ReceiptIn(frame, life) ?? throw new InvalidDataException(frame), Workload.History);
                awaited--;
            }
            while (peer.HasFrame);
        }
    }

    private void Publish(BrokerLife life)
    {
        if (_random.Next(100) < transactionPercent)
        {
            PublishTransaction(life);
            return;
        }

        life.OnSent(1);
        _author.Send(Output, NextTarget());
    }

    private void PublishTransaction(BrokerLife life)
    {
        int transaction = Workload.NextTransaction();
        int size = _random.Next(MinTransaction, MaxTransaction + 1);
        bool abort = _random.Next(100) < AbortPercent;
        Transactions.Begin(Output, transaction);
        for (int index = 1; index <= size; index++)
        {
            _author.Send(Output, NextTarget(), transaction, index, size);
        }

        if (!abort)
        {
            life.OnSent(size);
        }

        Transactions.Finish(Output, transaction, abort, Workload.History);
    }

    private Target NextTarget() => targets[_random.Next(targets.Count)];
}
