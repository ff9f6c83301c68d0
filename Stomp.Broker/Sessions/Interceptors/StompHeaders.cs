using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Stomp.Core.Frames;

namespace Stomp.Broker.Sessions.Interceptors;

/// <summary>
/// The headers of a frame, decoded, in the order of the wire, repeats included. Of repeated ones the first counts. Those that belong to
/// the broker (<c>content-length</c>, and of a message <c>message-id</c>, <c>subscription</c> and <c>ack</c>) are not among them, and
/// left out when they are added.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "Headers is the term.")]
public sealed class StompHeaders : IReadOnlyList<KeyValuePair<string, string>>
{
    private readonly List<KeyValuePair<string, string>> _headers = [];

    internal StompHeaders(in HeaderCollection headers, ulong hidden)
    {
        foreach (Header header in headers)
        {
            if ((hidden & (1UL << (int)header.Known)) == 0)
            {
                _headers.Add(new(Encoding.UTF8.GetString(header.Name), Encoding.UTF8.GetString(header.Value)));
            }
        }
    }

    /// <inheritdoc/>
    public int Count => _headers.Count;

    internal bool IsChanged { get; private set; }

    /// <inheritdoc/>
    public KeyValuePair<string, string> this[int index] => _headers[index];

    /// <summary>
    /// The value of the first header of a name; <see langword="null"/> without one. Setting it puts one value in the place of all of the
    /// name, or adds it at the end; setting <see langword="null"/> removes them.
    /// </summary>
    /// <exception cref="ArgumentException">The name is empty, or name or value hold a NUL, which STOMP cannot carry.</exception>
    public string? this[string name]
    {
        get
        {
            int index = IndexOf(name);
            return index < 0 ? null : _headers[index].Value;
        }

        set
        {
            int index = IndexOf(name);
            if (value is null)
            {
                IsChanged |= _headers.RemoveAll(header => header.Key == name) > 0;
            }
            else if (index < 0)
            {
                Add(name, value);
            }
            else
            {
                Check(name, value);
                _headers[index] = new(name, value);
                for (int i = _headers.Count - 1; i > index; i--)
                {
                    if (_headers[i].Key == name)
                    {
                        _headers.RemoveAt(i);
                    }
                }

                IsChanged = true;
            }
        }
    }

    /// <summary>Adds a header at the end, whatever others of its name there are.</summary>
    /// <exception cref="ArgumentException">The name is empty, or name or value hold a NUL, which STOMP cannot carry.</exception>
    public void Add(string name, string value)
    {
        Check(name, value);
        _headers.Add(new(name, value));
        IsChanged = true;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _headers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static void Check(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        if (name.Contains('\0', StringComparison.Ordinal) || value.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A header holds a NUL, which STOMP cannot carry.", nameof(value));
        }
    }

    private int IndexOf(string name) => _headers.FindIndex(header => header.Key == name);
}
