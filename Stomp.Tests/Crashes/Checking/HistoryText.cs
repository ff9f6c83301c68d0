using System.Globalization;

namespace Stomp.Tests.Crashes.Checking;

/// <summary>
/// Histories as text, an event a line: <c>send 1/a/1 in 7</c> (publisher, target, number, transaction), <c>confirmed 1/a/1</c>,
/// <c>receive 1/a/1 over 2 again</c> (connection, redelivered), <c>ack 1/a/1 in 7</c>, <c>ack-confirmed 1/a/1</c>, <c>nack 1/a/1</c>, <c>commit 7</c>,
/// <c>committed 7</c>, <c>abort 7</c>, <c>end</c>. A semicolon is a line's end too.
/// </summary>
internal static class HistoryText
{
    public static HistoryEvent[] Parse(string text) =>
        [.. text.Split(['\n', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ParseLine)];

    public static MessageKey ParseKey(string text) =>
        text.Split('/') is [var publisher, var target, var number] ? new MessageKey(Number(publisher), target, Number(number)) : throw new FormatException(text);

    private static HistoryEvent ParseLine(string line) => line.Split(' ') switch
    {
        ["send", var key] => new(HistoryEventKind.Sent, ParseKey(key)),
        ["send", var key, "in", var transaction] => new(HistoryEventKind.Sent, ParseKey(key), Number(transaction)),
        ["confirmed", var key] => new(HistoryEventKind.Confirmed, ParseKey(key)),
        ["receive", var key] => new(HistoryEventKind.Received, ParseKey(key), Session: 1),
        ["receive", var key, "again"] => new(HistoryEventKind.Received, ParseKey(key), Session: 1, IsRedelivered: true),
        ["receive", var key, "over", var session] => new(HistoryEventKind.Received, ParseKey(key), Session: Number(session)),
        ["ack", var key] => new(HistoryEventKind.Acked, ParseKey(key)),
        ["ack", var key, "in", var transaction] => new(HistoryEventKind.Acked, ParseKey(key), Number(transaction)),
        ["ack-confirmed", var key] => new(HistoryEventKind.AckConfirmed, ParseKey(key)),
        ["nack", var key] => new(HistoryEventKind.Nacked, ParseKey(key)),
        ["commit", var transaction] => new(HistoryEventKind.Committing, Transaction: Number(transaction)),
        ["committed", var transaction] => new(HistoryEventKind.Committed, Transaction: Number(transaction)),
        ["abort", var transaction] => new(HistoryEventKind.Aborting, Transaction: Number(transaction)),
        ["end"] => new(HistoryEventKind.Ended),
        _ => throw new FormatException(line),
    };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
