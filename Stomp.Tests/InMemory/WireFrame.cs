using System.Text;

namespace Stomp.Tests.InMemory;

/// <summary>A frame as a client got it, taken apart as text, without the broker's own codec.</summary>
public sealed class WireFrame
{
    private readonly string[] _lines;

    private WireFrame(string head, string body)
    {
        _lines = head.Split('\n');
        Body = body;
    }

    /// <summary>The heart-beat.</summary>
    public static WireFrame Beat { get; } = new("BEAT", "");

    public string Command => _lines[0];

    /// <summary>The header lines, as they are on the wire.</summary>
    public IEnumerable<string> Headers => _lines.Skip(1);

    public string Body { get; }

    /// <summary>The value of the first header of a name, as it is on the wire; <see langword="null"/> without one.</summary>
    public string? this[string name] => Headers.FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))?[(name.Length + 1)..];

    /// <summary>What tests compare: the command, and what differs between two frames of it.</summary>
    public override string ToString() => Command switch
    {
        "MESSAGE" => $"MESSAGE {this["subscription"] ?? "-"} {Body}{(this["redelivered"] is null ? "" : " (redelivered)")}",
        "RECEIPT" => $"RECEIPT {this["receipt-id"]}",
        "ERROR" => $"ERROR {this["message"]}",
        "CONNECTED" => $"CONNECTED {this["version"]}",
        _ => Command,
    };

    /// <summary>Reads the first frame or heart-beat.</summary>
    /// <returns>The octets it takes; 0 when it is not whole yet.</returns>
    public static int TryParse(ReadOnlySpan<byte> octets, out WireFrame? frame)
    {
        frame = null;
        if (octets.IsEmpty)
        {
            return 0;
        }

        if (octets[0] == '\n')
        {
            frame = Beat;
            return 1;
        }

        int headLength = octets.IndexOf("\n\n"u8);
        if (headLength < 0)
        {
            return 0;
        }

        string head = Encoding.UTF8.GetString(octets[..headLength]);
        ReadOnlySpan<byte> rest = octets[(headLength + 2)..];
        var parsed = new WireFrame(head, "");
        int bodyLength = parsed["content-length"] is { } length ? int.Parse(length, null) : rest.IndexOf((byte)0);
        if (bodyLength < 0 || rest.Length <= bodyLength)
        {
            return 0;
        }

        if (rest[bodyLength] != 0)
        {
            throw new InvalidDataException($"No NUL behind the body of:\n{head}");
        }

        frame = new WireFrame(head, Encoding.UTF8.GetString(rest[..bodyLength]));
        return headLength + 2 + bodyLength + 1;
    }
}
