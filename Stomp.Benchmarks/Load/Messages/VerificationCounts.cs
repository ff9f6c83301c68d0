namespace Stomp.Benchmarks.Load.Messages;

/// <summary>What was found out about the deliveries of a run.</summary>
/// <remarks>Not thread-safe: one for each group of connections, added up at the end.</remarks>
internal sealed class VerificationCounts
{
    private const int MaxErrorLength = 300;

    public long Published { get; set; }

    public long Expected { get; set; }

    public long Received { get; set; }

    public long Missing { get; set; }

    public long Duplicate { get; set; }

    public long OutOfOrder { get; set; }

    public long Corrupt { get; set; }

    public long Receipts { get; set; }

    public long ReceiptsOutOfOrder { get; set; }

    /// <summary>Receipts that were asked for and did not come.</summary>
    public long ReceiptsMissing { get; set; }

    public long ErrorFrames { get; set; }

    public long MalformedFrames { get; set; }

    public long Disconnects { get; set; }

    /// <summary>The first thing that went wrong, as the server or the system put it.</summary>
    public string? FirstError { get; private set; }

    /// <summary>Whether everything that was published arrived as it should have, and there was something.</summary>
    public bool IsGood => Received > 0 && Missing == 0 && Duplicate == 0 && OutOfOrder == 0 && Corrupt == 0 && ReceiptsOutOfOrder == 0
        && ReceiptsMissing == 0 && ErrorFrames == 0 && MalformedFrames == 0 && Disconnects == 0;

    /// <summary>Keeps the text of an error, if it is the first.</summary>
    public void Note(string error) => FirstError ??= error.Length > MaxErrorLength ? error[..MaxErrorLength] : error;

    /// <summary>Adds what another one counted.</summary>
    public void Add(VerificationCounts other)
    {
        Published += other.Published;
        Expected += other.Expected;
        Received += other.Received;
        Missing += other.Missing;
        Duplicate += other.Duplicate;
        OutOfOrder += other.OutOfOrder;
        Corrupt += other.Corrupt;
        Receipts += other.Receipts;
        ReceiptsOutOfOrder += other.ReceiptsOutOfOrder;
        ReceiptsMissing += other.ReceiptsMissing;
        ErrorFrames += other.ErrorFrames;
        MalformedFrames += other.MalformedFrames;
        Disconnects += other.Disconnects;
        FirstError ??= other.FirstError;
    }
}
