using System.Text;
using Stomp.Broker.Handlers.Routing;

namespace Stomp.Broker.Handlers.Results;

/// <summary>
/// A destination that results go to, with variables of the handler's pattern to be filled in: <c>/topic/chat/{room}</c>. A value is filled in as
/// it stands in the client's destination, so that it stays one token whatever is percent-encoded in it.
/// </summary>
internal sealed class DestinationTemplate
{
    private readonly (string Text, int Variable)[] _parts;

    private DestinationTemplate(string text, (string Text, int Variable)[] parts)
    {
        Text = text;
        _parts = parts;
        Octets = parts.Length == 1 && parts[0].Variable < 0 ? Encoding.UTF8.GetBytes(text) : null;
    }

    public string Text { get; }

    /// <summary>The destination, where there is nothing to fill in.</summary>
    public byte[]? Octets { get; }

    /// <summary>Reads a template.</summary>
    /// <exception cref="ArgumentException">It is malformed, or has a variable that the pattern does not have.</exception>
    public static DestinationTemplate Parse(string text, DestinationPattern? pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        var parts = new List<(string, int)>();
        int at = 0;
        while (at < text.Length)
        {
            int open = text.IndexOf('{', at);
            int close = open < 0 ? -1 : text.IndexOf('}', open);
            if (open >= 0 && close < 0)
            {
                throw new ArgumentException($"the destination '{text}' has a brace that is not closed");
            }

            if (open != at)
            {
                parts.Add((open < 0 ? text[at..] : text[at..open], -1));
            }

            if (open < 0)
            {
                break;
            }

            string name = text[(open + 1)..close];
            int variable = pattern?.IndexOf(name) ?? -1;
            parts.Add(variable >= 0
                ? ("", variable)
                : throw new ArgumentException($"the destination '{text}' has the variable '{{{name}}}', which is not in the pattern '{pattern}'"));
            at = close + 1;
        }

        return new DestinationTemplate(text, [.. parts]);
    }

    public byte[] Fill(StompMessageContext context) =>
        Octets ?? Encoding.UTF8.GetBytes(string.Concat(_parts.Select(part => part.Variable < 0 ? part.Text : context.RawValues[part.Variable])));

    public override string ToString() => Text;
}
