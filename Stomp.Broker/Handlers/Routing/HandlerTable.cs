using System.Text;
using Stomp.Broker.Collections;

namespace Stomp.Broker.Handlers.Routing;

/// <summary>The handlers of one kind by their patterns: one look-up for a destination without variables, then the others, the most specific first.</summary>
/// <remarks>Finding is thread-safe and takes no lock; a change replaces what is looked at. <see cref="HandlerRegistry"/>'s lock guards changes.</remarks>
internal sealed class HandlerTable(string kind)
{
    // The destination that is looked up, on the stack: as long as destinations are by default.
    private const int StackBytes = 1024;

    private volatile Snapshot _snapshot = new(new Dictionary<byte[], MessageHandler>(Utf8Comparer.Instance), []);

    public bool IsEmpty => _snapshot is { Literals.Count: 0, Patterns.Length: 0 };

    /// <summary>All handlers, those without variables first.</summary>
    public IEnumerable<MessageHandler> All => _snapshot.Literals.Values.Concat(_snapshot.Patterns);

    /// <summary>Adds a handler.</summary>
    /// <exception cref="InvalidOperationException">Another one is mapped to the same destinations.</exception>
    public void Add(MessageHandler handler)
    {
        Snapshot old = _snapshot;
        MessageHandler? other = All.FirstOrDefault(other => other.Pattern.CompareTo(handler.Pattern) == 0);
        if (other is not null)
        {
            throw new InvalidOperationException(
                $"{handler.Name} and {other.Name} are ambiguous: '{handler.Pattern}' and '{other.Pattern}' match the same {kind}. Map one of them to another destination.");
        }

        if (handler.Pattern.IsLiteral)
        {
            var literals = new Dictionary<byte[], MessageHandler>(old.Literals, Utf8Comparer.Instance) { [handler.Pattern.ToLiteral()] = handler };
            _snapshot = old with { Literals = literals };
        }
        else
        {
            _snapshot = old with { Patterns = [.. old.Patterns.Append(handler).OrderBy(static added => added.Pattern)] };
        }
    }

    /// <summary>Finds the handler of a destination.</summary>
    /// <param name="path">The destination without the application prefix.</param>
    /// <param name="maxTokens">The most tokens that a destination may have; one with more has no handler.</param>
    /// <param name="values">Gets the values of the pattern's variables, as they stand in the destination.</param>
    public MessageHandler? Find(ReadOnlySpan<byte> path, int maxTokens, out string[] values)
    {
        values = [];
        Snapshot snapshot = _snapshot;
        return FindLiteral(snapshot, path) ?? (snapshot.Patterns.Length == 0 ? null : FindPattern(snapshot, path, maxTokens, ref values));
    }

    private static MessageHandler? FindLiteral(Snapshot snapshot, ReadOnlySpan<byte> path)
    {
        Span<byte> literal = path.Length <= StackBytes ? stackalloc byte[StackBytes] : new byte[path.Length];
        literal = literal[..path.Length];
        path.Replace(literal, (byte)'.', (byte)'/');
        if (literal is [.., (byte)'/'])
        {
            literal = literal[..^1];
        }

        return snapshot.Literals.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(literal, out MessageHandler? handler) ? handler : null;
    }

    private static MessageHandler? FindPattern(Snapshot snapshot, ReadOnlySpan<byte> path, int maxTokens, ref string[] values)
    {
        Span<Range> tokens = maxTokens <= 64 ? stackalloc Range[64] : new Range[maxTokens];
        Span<Range> found = maxTokens <= 64 ? stackalloc Range[64] : new Range[maxTokens];
        int count = 0;
        for (int start = 0; start < path.Length;)
        {
            if (count == maxTokens)
            {
                return null;
            }

            int length = path[start..].IndexOfAny((byte)'.', (byte)'/');
            int end = length < 0 ? path.Length : start + length;
            tokens[count++] = start..end;
            start = end + 1;
        }

        foreach (MessageHandler handler in snapshot.Patterns)
        {
            if (handler.Pattern.IsMatch(path, tokens[..count], found))
            {
                values = GetValues(path, found[..handler.Pattern.Variables.Count]);
                return handler;
            }
        }

        return null;
    }

    private static string[] GetValues(ReadOnlySpan<byte> path, ReadOnlySpan<Range> found)
    {
        if (found.IsEmpty)
        {
            return [];
        }

        string[] values = new string[found.Length];
        for (int i = 0; i < found.Length; i++)
        {
            values[i] = Encoding.UTF8.GetString(path[found[i]]);
        }

        return values;
    }

    private sealed record Snapshot(Dictionary<byte[], MessageHandler> Literals, MessageHandler[] Patterns);
}
