namespace Stomp.Tests.Crashes.Checking;

/// <summary>
/// Judges what is left of a log that has lost its end: a part of what was stored, from the beginning on, without gaps and in order.
/// </summary>
/// <remarks>
/// In which order messages of different publishers were stored is known where one was confirmed before the other was sent. Those of one publisher,
/// which sends over one connection, were stored in its order, in whatever queue; those of a transaction at its COMMIT.
/// </remarks>
internal static class PrefixChecker
{
    private const int Never = int.MaxValue;

    /// <summary>Judges what was delivered.</summary>
    /// <param name="history">What the publishers did and got; nothing in it was consumed.</param>
    /// <param name="delivered">What came from the rest of the log, each target's messages in their order.</param>
    public static IReadOnlyList<Violation> Check(IReadOnlyList<HistoryEvent> history, IReadOnlyList<MessageKey> delivered)
    {
        var violations = new List<Violation>();
        Dictionary<MessageKey, Stored> all = Read(history);
        var seen = new HashSet<MessageKey>();
        var lastNumbers = new Dictionary<(int Publisher, string Target), int>();
        foreach (MessageKey key in delivered)
        {
            if (!all.TryGetValue(key, out Stored? stored))
            {
                violations.Add(new Violation(ViolationKind.Unknown, $"{key} was delivered and never sent"));
                continue;
            }

            if (!seen.Add(key))
            {
                violations.Add(new Violation(ViolationKind.Resurrected, $"{key} was delivered twice"));
            }

            if (stored.Sent == Never)
            {
                violations.Add(new Violation(ViolationKind.Uncommitted, $"{key} of transaction {stored.Transaction} was delivered"));
            }

            if (key.Number < lastNumbers.GetValueOrDefault((key.Publisher, key.Target)))
            {
                violations.Add(new Violation(ViolationKind.OutOfOrder, $"{key} came after {lastNumbers[(key.Publisher, key.Target)]}"));
            }

            lastNumbers[(key.Publisher, key.Target)] = key.Number;
        }

        CheckTransactions(all, seen, violations);
        CheckGaps(all, seen, violations);
        return violations;
    }

    private static void CheckTransactions(Dictionary<MessageKey, Stored> all, HashSet<MessageKey> seen, List<Violation> violations)
    {
        IEnumerable<IGrouping<int, MessageKey>> transactions = all
            .Where(static pair => pair.Value.Transaction > 0)
            .GroupBy(static pair => pair.Value.Transaction, static pair => pair.Key);
        foreach (IGrouping<int, MessageKey> transaction in transactions)
        {
            int there = transaction.Count(seen.Contains);
            if (there > 0 && there < transaction.Count())
            {
                violations.Add(new Violation(
                    ViolationKind.HalfTransaction, $"of transaction {transaction.Key} {there} of {transaction.Count()} messages were delivered"));
            }
        }
    }

    private static void CheckGaps(Dictionary<MessageKey, Stored> all, HashSet<MessageKey> seen, List<Violation> violations)
    {
        // When the last one that is there was sent, of each publisher and of all.
        var lastOf = new Dictionary<int, int>();
        int last = 0;
        foreach (MessageKey key in seen)
        {
            int sent = all[key].Sent;
            if (sent != Never)
            {
                lastOf[key.Publisher] = Math.Max(lastOf.GetValueOrDefault(key.Publisher), sent);
                last = Math.Max(last, sent);
            }
        }

        foreach ((MessageKey key, Stored stored) in all)
        {
            if (seen.Contains(key) || stored.Sent == Never)
            {
                continue;
            }

            if (stored.Sent < lastOf.GetValueOrDefault(key.Publisher))
            {
                violations.Add(new Violation(ViolationKind.Gap, $"{key} is missing, and later ones of its publisher are there"));
            }
            else if (stored.Confirmed < last)
            {
                violations.Add(new Violation(ViolationKind.Gap, $"{key} is missing, and one that was sent after its confirmation is there"));
            }
        }
    }

    private static Dictionary<MessageKey, Stored> Read(IReadOnlyList<HistoryEvent> history)
    {
        var all = new Dictionary<MessageKey, Stored>();
        var transactions = new Dictionary<int, List<Stored>>();
        for (int moment = 1; moment <= history.Count; moment++)
        {
            HistoryEvent happened = history[moment - 1];
            switch (happened.Kind)
            {
                case HistoryEventKind.Sent:
                    var stored = new Stored(happened.Transaction) { Sent = happened.Transaction == 0 ? moment : Never };
                    all.Add(happened.Message, stored);
                    if (happened.Transaction > 0)
                    {
                        if (!transactions.TryGetValue(happened.Transaction, out List<Stored>? sends))
                        {
                            transactions.Add(happened.Transaction, sends = []);
                        }

                        sends.Add(stored);
                    }

                    break;
                case HistoryEventKind.Confirmed:
                    all[happened.Message].Confirmed = moment;
                    break;
                case HistoryEventKind.Committing:
                    transactions[happened.Transaction].ForEach(send => send.Sent = moment);
                    break;
                case HistoryEventKind.Committed:
                    transactions[happened.Transaction].ForEach(send => send.Confirmed = moment);
                    break;
                default:
                    break; // nothing that stores a message
            }
        }

        return all;
    }

    // When it was sent so that it counts, and when its confirmation came.
    private sealed class Stored(int transaction)
    {
        public int Transaction { get; } = transaction;

        public int Sent { get; set; }

        public int Confirmed { get; set; } = Never;
    }
}
