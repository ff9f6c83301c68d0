namespace Stomp.Tests.InMemory;

/// <summary>Frames that clients send, as text. <c>headers</c> are further header lines, each with its line end.</summary>
public static class Wire
{
    public static string Connect(string version, string headers = "") => $"CONNECT\naccept-version:{version}\nhost:localhost\n{headers}\n\0";

    public static string Send(string destination, string body = "", string headers = "") => $"SEND\ndestination:{destination}\n{headers}\n{body}\0";

    /// <summary>One SEND after another, with the numbers from <paramref name="first"/> on as bodies.</summary>
    public static string SendMany(string destination, int first, int count, string headers = "") =>
        string.Concat(Enumerable.Range(first, count).Select(number => Send(destination, $"{number}", headers)));

    public static string Subscribe(string id, string destination, string ack = "auto", string headers = "") =>
        $"SUBSCRIBE\nid:{id}\ndestination:{destination}\nack:{ack}\n{headers}\n\0";

    public static string Unsubscribe(string id, string headers = "") => $"UNSUBSCRIBE\nid:{id}\n{headers}\n\0";

    public static string Ack(WireFrame message, string headers = "") => $"ACK\n{Key(message)}{headers}\n\0";

    public static string Nack(WireFrame message, string headers = "") => $"NACK\n{Key(message)}{headers}\n\0";

    public static string Begin(string id, string headers = "") => $"BEGIN\ntransaction:{id}\n{headers}\n\0";

    public static string Commit(string id, string headers = "") => $"COMMIT\ntransaction:{id}\n{headers}\n\0";

    public static string Abort(string id, string headers = "") => $"ABORT\ntransaction:{id}\n{headers}\n\0";

    public static string Disconnect(string headers = "") => $"DISCONNECT\n{headers}\n\0";

    // In 1.2 the message has an ack header to use as id; 1.1 wants its message-id and subscription, 1.0 its message-id (C-94 … C-96).
    private static string Key(WireFrame message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message["ack"] is { } id)
        {
            return $"id:{id}\n";
        }

        return $"message-id:{message["message-id"]}\n" + (message["subscription"] is { } subscription ? $"subscription:{subscription}\n" : "");
    }
}
