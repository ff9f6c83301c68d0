using System.Globalization;
using Stomp.Tests.Crashes.Checking;

namespace Stomp.Tests.Crashes;

/// <summary>Receipts whose ids say what they confirm.</summary>
internal static class Receipts
{
    /// <summary>Of what needs no confirmation in the history, but whose answer is waited for.</summary>
    public const string OfOther = "receipt:other\n";

    private const string Send = "send";
    private const string Ack = "ack";
    private const string Commit = "commit";

    public static string OfSend(in MessageKey message) => Header(Send, message);

    public static string OfAck(in MessageKey message) => Header(Ack, message);

    public static string OfCommit(int transaction) => string.Create(CultureInfo.InvariantCulture, $"receipt:{Commit}/{transaction}\n");

    /// <summary>Writes down what a receipt confirms.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="history">Where.</param>
    public static void Note(string id, History history)
    {
        switch (id.Split('/'))
        {
            case [Send, var publisher, var target, var number]:
                history.Add(new HistoryEvent(HistoryEventKind.Confirmed, Key(publisher, target, number)));
                break;
            case [Ack, var publisher, var target, var number]:
                history.Add(new HistoryEvent(HistoryEventKind.AckConfirmed, Key(publisher, target, number)));
                break;
            case [Commit, var transaction]:
                history.Add(new HistoryEvent(HistoryEventKind.Committed, Transaction: Number(transaction)));
                break;
            case ["other"]:
                break;
            default:
                throw new InvalidDataException($"nobody has asked for the receipt {id}");
        }
    }

    private static string Header(string what, in MessageKey message) =>
        string.Create(CultureInfo.InvariantCulture, $"receipt:{what}/{message.Publisher}/{message.Target}/{message.Number}\n");

    private static MessageKey Key(string publisher, string target, string number) => new(Number(publisher), Target.Of(target).Name, Number(number));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
