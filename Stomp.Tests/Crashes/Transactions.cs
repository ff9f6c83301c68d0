using System.Globalization;
using System.Text;
using Stomp.Tests.Crashes.Checking;

namespace Stomp.Tests.Crashes;

/// <summary>The beginning and the end of a transaction.</summary>
internal static class Transactions
{
    public static void Begin(StringBuilder output, int transaction) =>
        output.Append(CultureInfo.InvariantCulture, $"BEGIN\ntransaction:{transaction}\n\n\0");

    /// <summary>Ends it, with a receipt.</summary>
    public static void Finish(StringBuilder output, int transaction, bool abort, History history)
    {
        history.Add(new HistoryEvent(abort ? HistoryEventKind.Aborting : HistoryEventKind.Committing, Transaction: transaction));
        output.Append(
            CultureInfo.InvariantCulture,
            $"{(abort ? "ABORT" : "COMMIT")}\ntransaction:{transaction}\n{(abort ? Receipts.OfOther : Receipts.OfCommit(transaction))}\n\0");
    }
}
