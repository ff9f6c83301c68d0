namespace Stomp.Tests.Crashes.Checking;

/// <summary>One thing that a client did, or got.</summary>
/// <param name="Kind">What.</param>
/// <param name="Message">With which message, if it was with one.</param>
/// <param name="Transaction">In which transaction; 0 for none. Transactions have numbers of their own from 1, never used twice.</param>
/// <param name="Session">Of a delivery: over which connection it came.</param>
/// <param name="IsRedelivered">Of a delivery: whether it says <c>redelivered:true</c>.</param>
internal readonly record struct HistoryEvent(
    HistoryEventKind Kind, MessageKey Message = default, int Transaction = 0, int Session = 0, bool IsRedelivered = false);
