namespace Stomp.Tests.Crashes.Checking;

/// <summary>
/// Judges what clients did and got: a history that ends with everything drained, that is, with all that the broker still had delivered and acknowledged.
/// </summary>
/// <remarks>
/// What was sent and not confirmed may be in effect or not; what was delivered and not acknowledged with confirmation may come again. Of the order of
/// deliveries only that is judged which is visible from outside: that of a target which never had two consumers at a time, and that of one connection,
/// but for what was under way to another consumer before and says so with <c>redelivered:true</c>.
/// </remarks>
internal sealed class HistoryChecker
{
    private readonly Dictionary<MessageKey, MessageFate> _messages = [];
    private readonly Dictionary<int, TransactionFate> _transactions = [];
    private readonly Dictionary<(int Publisher, string Target, int Session), int> _lastNumbers = [];
    private readonly List<Violation> _violations = [];
    private readonly IReadOnlySet<string> _exclusiveTargets;
    private int _outages;
    private int _doubled;
    private int _doubledUnmarked;

    private HistoryChecker(IReadOnlySet<string> exclusiveTargets) => _exclusiveTargets = exclusiveTargets;

    /// <summary>Judges a history.</summary>
    /// <param name="history">What happened, in its order.</param>
    /// <param name="exclusiveTargets">The targets that never had two consumers at a time.</param>
    /// <exception cref="InvalidOperationException">It cannot have happened: who wrote it down is wrong.</exception>
    public static Verdict Check(IEnumerable<HistoryEvent> history, IReadOnlySet<string> exclusiveTargets)
    {
        var checker = new HistoryChecker(exclusiveTargets);
        foreach (HistoryEvent happened in history)
        {
            checker.Follow(happened);
        }

        return checker.Judge();
    }

    private void Follow(in HistoryEvent happened)
    {
        switch (happened.Kind)
        {
            case HistoryEventKind.Sent:
                Send(happened);
                break;
            case HistoryEventKind.Confirmed:
                FateOf(happened.Message).IsConfirmed = true;
                break;
            case HistoryEventKind.Received:
                Receive(happened);
                break;
            case HistoryEventKind.Acked:
                Ack(happened);
                break;
            case HistoryEventKind.AckConfirmed:
                FateOf(happened.Message).Ack = AckState.Confirmed;
                break;
            case HistoryEventKind.Nacked:
                FateOf(happened.Message).Ack = AckState.None;
                break;
            case HistoryEventKind.Committing:
                TransactionOf(happened.Transaction).State = TransactionState.Committing;
                break;
            case HistoryEventKind.Committed:
                Commit(TransactionOf(happened.Transaction));
                break;
            case HistoryEventKind.Aborting:
                Abort(TransactionOf(happened.Transaction));
                break;
            case HistoryEventKind.Ended:
                _outages++;
                break;
            default:
                throw new InvalidOperationException($"what is {happened.Kind}?");
        }
    }

    private void Send(in HistoryEvent happened)
    {
        TransactionFate? transaction = happened.Transaction == 0 ? null : TransactionOf(happened.Transaction);
        var message = new MessageFate(happened.Message, transaction);
        if (!_messages.TryAdd(happened.Message, message))
        {
            throw new InvalidOperationException($"{happened.Message} was sent twice");
        }

        transaction?.Sends.Add(message);
    }

    private void Receive(in HistoryEvent happened)
    {
        if (!_messages.TryGetValue(happened.Message, out MessageFate? message))
        {
            Report(ViolationKind.Unknown, $"{happened.Message} was delivered and never sent");
            return;
        }

        message.Deliveries++;
        if (message.Deliveries == 1)
        {
            CheckOrder(happened);
        }
        else
        {
            _doubled++;
            _doubledUnmarked += happened.IsRedelivered ? 0 : 1;
        }

        if (message.Ack == AckState.Confirmed)
        {
            Report(ViolationKind.Resurrected, $"{message.Key} was delivered again although its ACK was confirmed{In(message.AckTransaction)}");
            return;
        }

        // What is delivered again was not acknowledged, whatever was sent.
        message.Ack = AckState.None;
        message.AckTransaction = null;
    }

    private void CheckOrder(in HistoryEvent happened)
    {
        MessageKey key = happened.Message;
        bool isExclusive = _exclusiveTargets.Contains(key.Target);
        if (happened.IsRedelivered && !isExclusive)
        {
            return;
        }

        int session = isExclusive ? 0 : happened.Session;
        int last = _lastNumbers.GetValueOrDefault((key.Publisher, key.Target, session));
        if (key.Number < last)
        {
            Report(ViolationKind.OutOfOrder, $"{key} came first after {last}");
            return;
        }

        _lastNumbers[(key.Publisher, key.Target, session)] = key.Number;
    }

    private void Ack(in HistoryEvent happened)
    {
        MessageFate message = FateOf(happened.Message);
        message.Ack = AckState.Sent;
        message.AckTransaction = happened.Transaction == 0 ? null : TransactionOf(happened.Transaction);
        message.AckTransaction?.Acks.Add((message, message.Deliveries));
    }

    private static void Commit(TransactionFate transaction)
    {
        transaction.State = TransactionState.Committed;
        foreach (MessageFate send in transaction.Sends)
        {
            send.IsConfirmed = true;
        }

        foreach ((MessageFate message, _) in transaction.Acks)
        {
            message.Ack = AckState.Confirmed;
        }
    }

    private static void Abort(TransactionFate transaction)
    {
        transaction.State = TransactionState.Aborted;
        foreach ((MessageFate message, _) in transaction.Acks)
        {
            message.Ack = AckState.None;
            message.AckTransaction = null;
        }
    }

    private Verdict Judge()
    {
        foreach (TransactionFate transaction in _transactions.Values)
        {
            Judge(transaction);
        }

        foreach (MessageFate message in _messages.Values)
        {
            Judge(message);
        }

        TransactionFate[] inDoubt = [.. _transactions.Values.Where(static transaction => transaction.State == TransactionState.Committing)];
        int undone = inDoubt.Count(static transaction => transaction.IsKnownWithoutEffect);
        return new Verdict
        {
            Violations = _violations,
            Outages = _outages,
            Sent = _messages.Count,
            Confirmed = _messages.Values.Count(static message => message.IsConfirmed),
            Delivered = _messages.Values.Count(static message => message.IsDelivered),
            AckConfirmed = _messages.Values.Count(static message => message.Ack == AckState.Confirmed),
            Doubled = _doubled,
            DoubledUnmarked = _doubledUnmarked,
            Committed = _transactions.Values.Count(static transaction => transaction.State == TransactionState.Committed),
            InDoubtDone = inDoubt.Length - undone,
            InDoubtUndone = undone,
            Uncommitted = _transactions.Values.Count(static transaction => transaction.State is TransactionState.Open or TransactionState.Aborted),
        };
    }

    private void Judge(TransactionFate transaction)
    {
        int delivered = transaction.DeliveredSends;
        if (delivered == 0)
        {
            return; // what it acknowledged is judged with those messages
        }

        if (transaction.State is TransactionState.Open or TransactionState.Aborted)
        {
            Report(ViolationKind.Uncommitted, $"of {transaction} {delivered} of {transaction.Sends.Count} messages were delivered");
            return;
        }

        if (delivered < transaction.Sends.Count)
        {
            Report(ViolationKind.HalfTransaction, $"of {transaction} {delivered} of {transaction.Sends.Count} messages were delivered");
        }

        // After the confirmation that is a resurrection, and was reported as one.
        foreach ((MessageFate message, int deliveries) in transaction.Acks)
        {
            if (transaction.State == TransactionState.Committing && message.Deliveries > deliveries)
            {
                Report(ViolationKind.HalfTransaction, $"of {transaction} the messages were delivered, but {message.Key}, which it acknowledges, came again");
            }
        }
    }

    private void Judge(MessageFate message)
    {
        if (!message.IsConfirmed)
        {
            return;
        }

        if (!message.IsDelivered)
        {
            Report(ViolationKind.Lost, $"{message.Key} was confirmed{In(message.Transaction)} and never delivered");
        }
        else if (message.Ack == AckState.None || (message.Ack == AckState.Sent && message.AckTransaction?.State == TransactionState.Open))
        {
            Report(ViolationKind.Vanished, $"{message.Key} was confirmed{In(message.Transaction)}, delivered and never acknowledged, and is gone");
        }
        else if (message.Ack == AckState.Sent && message.AckTransaction is { IsKnownWithoutEffect: true } transaction)
        {
            Report(ViolationKind.HalfTransaction, $"of {transaction} no message was delivered, but {message.Key}, which it acknowledges, is gone");
        }
    }

    private void Report(ViolationKind kind, string what) => _violations.Add(new Violation(kind, what));

    private static string In(TransactionFate? transaction) => transaction is null ? "" : $" in {transaction}";

    private MessageFate FateOf(in MessageKey key) =>
        _messages.TryGetValue(key, out MessageFate? message) ? message : throw new InvalidOperationException($"{key} was never sent");

    private TransactionFate TransactionOf(int number)
    {
        if (!_transactions.TryGetValue(number, out TransactionFate? transaction))
        {
            _transactions.Add(number, transaction = new TransactionFate(number));
        }

        return transaction;
    }
}
