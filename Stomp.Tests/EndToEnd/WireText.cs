namespace Stomp.Tests.EndToEnd;

/// <summary>Frames as they stand on the wire.</summary>
internal static class WireText
{
    public static string Connect(string version = "1.2", string headers = "") => $"CONNECT\naccept-version:{version}\nhost:test\n{headers}\n\0";

    public static string Subscribe(string destination, string headers = "", string id = "1") =>
        $"SUBSCRIBE\nid:{id}\ndestination:{destination}\nreceipt:subscribed\n{headers}\n\0";

    public static string Send(string destination, string body, string headers = "") => $"SEND\ndestination:{destination}\n{headers}\n{body}\0";

    /// <summary>A header's value in a frame that was received.</summary>
    public static string Header(string frame, string name)
    {
        string start = $"\n{name}:";
        int value = frame.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return value < start.Length ? throw new InvalidOperationException($"no header {name} in: {frame}") : frame[value..frame.IndexOf('\n', value)];
    }

    /// <summary>The body of a frame that was received.</summary>
    public static string Body(string frame) => frame[(frame.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];
}
