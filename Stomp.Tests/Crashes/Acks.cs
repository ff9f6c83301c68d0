using System.Globalization;
using System.Text;
using Stomp.Tests.Crashes.Checking;

namespace Stomp.Tests.Crashes;

/// <summary>ACK and NACK.</summary>
internal static class Acks
{
    public static void Ack(StringBuilder output, in Delivery delivery, History history)
    {
        history.Add(new HistoryEvent(HistoryEventKind.Acked, delivery.Key));
        output.Append(CultureInfo.InvariantCulture, $"ACK\nid:{delivery.Ack}\n{Receipts.OfAck(delivery.Key)}\n\0");
    }

    public static void Ack(StringBuilder output, in Delivery delivery, int transaction, History history)
    {
        history.Add(new HistoryEvent(HistoryEventKind.Acked, delivery.Key, transaction));
        output.Append(CultureInfo.InvariantCulture, $"ACK\nid:{delivery.Ack}\ntransaction:{transaction}\n\n\0");
    }

    public static void Nack(StringBuilder output, in Delivery delivery, History history)
    {
        history.Add(new HistoryEvent(HistoryEventKind.Nacked, delivery.Key));
        output.Append(CultureInfo.InvariantCulture, $"NACK\nid:{delivery.Ack}\n{Receipts.OfOther}\n\0");
    }
}
