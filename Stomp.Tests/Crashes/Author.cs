using System.Globalization;
using System.Text;
using Stomp.Tests.Crashes.Checking;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Crashes;

/// <summary>Writes persistent messages, and counts them: one publisher of the history.</summary>
/// <param name="publisher">Its number.</param>
/// <param name="random">Chooses their lengths.</param>
/// <param name="history">Where they are written down.</param>
internal sealed class Author(int publisher, Random random, History history)
{
    private readonly Dictionary<Target, int> _numbers = [];

    /// <summary>Writes a message with a receipt of its own.</summary>
    public void Send(StringBuilder output, Target target)
    {
        MessageKey key = NextKey(target);
        history.Add(new HistoryEvent(HistoryEventKind.Sent, key));
        Append(output, target, new Payload(key, 0, 0, 0, NextFill()), Receipts.OfSend(key));
    }

    /// <summary>Writes a message in a transaction.</summary>
    public void Send(StringBuilder output, Target target, int transaction, int index, int size)
    {
        MessageKey key = NextKey(target);
        history.Add(new HistoryEvent(HistoryEventKind.Sent, key, transaction));
        string headers = string.Create(CultureInfo.InvariantCulture, $"transaction:{transaction}\n");
        Append(output, target, new Payload(key, transaction, index, size, NextFill()), headers);
    }

    private static void Append(StringBuilder output, Target target, in Payload payload, string headers) =>
        output.Append(WireText.Send(target.Destination, payload.ToString(), $"persistent:true\n{headers}"));

    private MessageKey NextKey(Target target)
    {
        int number = _numbers.GetValueOrDefault(target) + 1;
        _numbers[target] = number;
        return new MessageKey(publisher, target.Name, number);
    }

    // Mostly some of a page of the store, some several, and now and then one that overflows many.
    private int NextFill() => random.Next(100) switch
    {
        < 80 => random.Next(300),
        < 98 => random.Next(3_000),
        _ => random.Next(30_000),
    };
}
