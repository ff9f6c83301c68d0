using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Stomp.Core.Frames;

namespace Stomp.Broker.Handlers;

/// <summary>The headers of a frame, decoded, in the order of the wire, repeats included. Names are case sensitive (C-7).</summary>
/// <remarks>Immutable; it may be kept.</remarks>
public sealed class StompHeaders : IReadOnlyList<KeyValuePair<string, string>>
{
    private readonly KeyValuePair<string, string>[] _headers;

    private StompHeaders(KeyValuePair<string, string>[] headers) => _headers = headers;

    /// <summary>No headers.</summary>
    public static StompHeaders Empty { get; } = new([]);

    /// <summary>The number of headers, repeats included.</summary>
    public int Count => _headers.Length;

    /// <summary>The header at a position, 0 the first on the wire.</summary>
    public KeyValuePair<string, string> this[int index] => _headers[index];

    /// <summary>The value of the first header of a name, which is the one that counts (C-40); <see langword="null"/> without one.</summary>
    public string? this[string name] => TryGetValue(name, out string? value) ? value : null;

    /// <summary>Finds the value of the first header of a name.</summary>
    public bool TryGetValue(string name, [NotNullWhen(true)] out string? value)
    {
        foreach ((string key, string text) in _headers)
        {
            if (key == name)
            {
                value = text;
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, string>>)_headers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _headers.GetEnumerator();

    // With another value in every header of a name.
    internal StompHeaders With(string name, string value) =>
        new([.. _headers.Select(header => header.Key == name ? new KeyValuePair<string, string>(name, value) : header)]);

    internal static StompHeaders Read(HeaderCollection headers)
    {
        var read = new KeyValuePair<string, string>[headers.Count];
        for (int i = 0; i < read.Length; i++)
        {
            Header header = headers[i];
            read[i] = new KeyValuePair<string, string>(Encoding.UTF8.GetString(header.Name), Encoding.UTF8.GetString(header.Value));
        }

        return new StompHeaders(read);
    }
}
