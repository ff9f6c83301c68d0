using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>ACK and NACK as each version writes them: the message is named by what its MESSAGE carried.</summary>
internal static class AckText
{
    public static string Ack(string version, string message, string headers = "") => $"ACK\n{Key(version, message)}{headers}\n\0";

    public static string Nack(string version, string message, string headers = "") => $"NACK\n{Key(version, message)}{headers}\n\0";

    /// <summary>The headers that name a message.</summary>
    public static string Key(string version, string message) => version switch
    {
        "1.0" => $"message-id:{WireText.Header(message, "message-id")}\n",
        "1.1" => $"message-id:{WireText.Header(message, "message-id")}\nsubscription:{WireText.Header(message, "subscription")}\n",
        _ => $"id:{WireText.Header(message, "ack")}\n",
    };
}
