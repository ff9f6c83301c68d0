using System.Globalization;
using System.Text;

namespace Stomp.Benchmarks.Codec;

/// <summary>
/// A frame as straightforward .NET clients have it, to compare with: strings and a dictionary. It knows no escapes, no limits and no
/// carriage returns, and checks nothing; all of that is in its favour.
/// </summary>
internal sealed record StringFrame(string Command, Dictionary<string, string> Headers, string Body)
{
    /// <summary>Decodes all, splits the head into lines, fills a dictionary.</summary>
    public static StringFrame Parse(ReadOnlySpan<byte> octets)
    {
        string text = Encoding.UTF8.GetString(octets);
        int headEnd = text.IndexOf("\n\n", StringComparison.Ordinal);
        string[] lines = text[..headEnd].Split('\n');
        var headers = new Dictionary<string, string>(lines.Length - 1);
        for (int i = 1; i < lines.Length; i++)
        {
            int colon = lines[i].IndexOf(':', StringComparison.Ordinal);
            headers.TryAdd(lines[i][..colon], lines[i][(colon + 1)..]);
        }

        return new StringFrame(lines[0], headers, text[(headEnd + 2)..^1]);
    }

    /// <summary>Joins the parts into a string and encodes that.</summary>
    public byte[] Encode()
    {
        var text = new StringBuilder();
        text.Append(Command).Append('\n');
        foreach ((string name, string value) in Headers)
        {
            text.Append(name).Append(':').Append(value).Append('\n');
        }

        if (Body.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"content-length:{Encoding.UTF8.GetByteCount(Body)}\n");
        }

        return Encoding.UTF8.GetBytes(text.Append('\n').Append(Body).Append('\0').ToString());
    }
}
