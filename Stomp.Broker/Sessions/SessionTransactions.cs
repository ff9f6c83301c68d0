using Stomp.Broker.Collections;
using Stomp.Broker.Configuration;
using Stomp.Broker.Destinations;
using Stomp.Broker.Handlers;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Storage;
using Stomp.Broker.Timing;
using Stomp.Broker.Transactions;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;
using Stomp.Core.Transports;

namespace Stomp.Broker.Sessions;

/// <summary>The open transactions of a session: BEGIN, COMMIT, ABORT, and which one a frame belongs to.</summary>
/// <remarks>The session's loop alone uses it, but for <see cref="Check"/>.</remarks>
internal sealed class SessionTransactions(StompLimits limits, TimeProvider time, DeliveryBatch batch)
{
    private Dictionary<byte[], Transaction>? _open;
    private long _deadline = long.MaxValue; // of the one that was used longest ago

    /// <summary>BEGIN. Its id must be new among the open ones (C-115).</summary>
    public void Begin(in StompFrame frame)
    {
        ReadOnlySpan<byte> id = GetId(frame);
        _open ??= new Dictionary<byte[], Transaction>(Utf8Comparer.Instance);
        if (_open.GetAlternateLookup<ReadOnlySpan<byte>>().ContainsKey(id))
        {
            throw new FrameRefusedException("a transaction with this id is open already; ids must differ until COMMIT or ABORT");
        }

        if (_open.Count == limits.MaxTransactions)
        {
            throw FrameRefusedException.Exceeded($"the session exceeds the limit of {limits.MaxTransactions} open transactions", nameof(limits.MaxTransactions));
        }

        var transaction = new Transaction();
        _open.Add(id.ToArray(), transaction);
        OnUsed(transaction);
    }

    /// <summary>Why the session must end at this tick, since a transaction was forgotten; <see langword="null"/> when it need not. The ticker calls it.</summary>
    public SessionEnd? Check(long now) => now < Volatile.Read(ref _deadline)
        ? null
        : new SessionEnd(
            CloseStatus.PolicyViolation,
            $"a transaction was open for the limit of {limits.TransactionTimeout.TotalSeconds:0.###} s without a frame that belongs to it ({nameof(limits.TransactionTimeout)})",
            SessionEnd.Ways.AfterError)
        {
            Limit = nameof(limits.TransactionTimeout),
        };

    /// <summary>COMMIT: all or nothing (C-114). One that is refused has the effect of ABORT.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="room">Gets what the session must wait for, when destinations that it sent to are full then.</param>
    /// <returns>The messages that handlers are to be called for now, in their order.</returns>
    public IReadOnlyList<StompMessageContext> Commit(in StompFrame frame, SessionRoom room)
    {
        ReadOnlySpan<byte> id = GetId(frame);
        Transaction transaction = GetOpen(id);
        Refusal? refusal = transaction.Failure ?? transaction.Commit(batch);
        Close(id);
        if (refusal is not null)
        {
            throw Refuse(transaction, refusal);
        }

        room.Add(transaction.WaitForRoom());
        return transaction.Calls;
    }

    /// <summary>COMMIT where there is a store: takes effect when all of it is stored that must be.</summary>
    /// <inheritdoc cref="Commit"/>
    public Task<IReadOnlyList<StompMessageContext>> CommitAsync(in StompFrame frame, StoreWriter writer, SessionRoom room)
    {
        ReadOnlySpan<byte> id = GetId(frame);
        Transaction transaction = GetOpen(id);
        Close(id);
        return CommitAsync(transaction, writer, room);
    }

    private async Task<IReadOnlyList<StompMessageContext>> CommitAsync(Transaction transaction, StoreWriter writer, SessionRoom room)
    {
        if ((transaction.Failure ?? await transaction.CommitAsync(writer, batch)) is { } refusal)
        {
            throw Refuse(transaction, refusal);
        }

        room.Add(transaction.WaitForRoom());
        return transaction.Calls;
    }

    private FrameRefusedException Refuse(Transaction transaction, Refusal refusal)
    {
        transaction.Abort(batch);
        return FrameRefusedException.ByDestination(refusal with { Reason = $"nothing of the transaction is applied: {refusal.Reason}" });
    }

    /// <summary>ABORT.</summary>
    public void Abort(in StompFrame frame)
    {
        ReadOnlySpan<byte> id = GetId(frame);
        GetOpen(id).Abort(batch);
        Close(id);
    }

    /// <summary>The transaction that a SEND, ACK or NACK belongs to, with room for so much more; <see langword="null"/> when to none.</summary>
    public Transaction? Find(in StompFrame frame, int actions = 0, long bytes = 0)
    {
        if (!frame.Headers.TryGetValue(KnownHeader.Transaction, out ReadOnlySpan<byte> id))
        {
            return null;
        }

        Transaction transaction = GetOpen(id);
        if (transaction.ActionCount + actions > limits.MaxTransactionActions)
        {
            throw FrameRefusedException.Exceeded($"the transaction exceeds the limit of {limits.MaxTransactionActions} frames", nameof(limits.MaxTransactionActions));
        }

        if (frame.Command == StompCommand.Send && _open!.Values.Sum(static open => open.Bytes) + bytes > limits.MaxTransactionBytes)
        {
            throw FrameRefusedException.Exceeded(
                $"the session exceeds the limit of {limits.MaxTransactionBytes} octets in open transactions", nameof(limits.MaxTransactionBytes));
        }

        OnUsed(transaction);
        return transaction;
    }

    /// <summary>Aborts what is open when the session ends (C-118).</summary>
    public void AbortAll()
    {
        if (_open is not null)
        {
            foreach (Transaction transaction in _open.Values)
            {
                transaction.Abort(batch);
            }

            _open.Clear();
            UpdateDeadline();
        }
    }

    private static ReadOnlySpan<byte> GetId(in StompFrame frame) => RequiredHeader.Get(frame, KnownHeader.Transaction, HeaderName.Transaction);

    private Transaction GetOpen(ReadOnlySpan<byte> id) =>
        _open is not null && _open.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(id, out Transaction? transaction)
            ? transaction
            : throw new FrameRefusedException("no transaction with this id is open; BEGIN opens one");

    private void Close(ReadOnlySpan<byte> id)
    {
        _open!.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(id);
        UpdateDeadline();
    }

    private void OnUsed(Transaction transaction)
    {
        transaction.LastUse = time.GetTimestamp();
        UpdateDeadline();
    }

    // There are few.
    private void UpdateDeadline()
    {
        long longest = long.MaxValue;
        foreach (Transaction transaction in _open!.Values)
        {
            longest = Math.Min(longest, transaction.LastUse);
        }

        Volatile.Write(ref _deadline, longest == long.MaxValue ? long.MaxValue : time.Add(longest, limits.TransactionTimeout));
    }
}
