using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Stomp.Core.Protocol;

namespace Stomp.Core.Frames;

/// <summary>
/// Writes frames of one version: command, headers, body, in that order; then <see cref="Flush"/>. It escapes what needs it (C-22) and
/// ends lines with LF alone, which is right in all versions (C-16).
/// </summary>
/// <typeparam name="TWriter">The concrete type of the writer, so that its calls are direct ones.</typeparam>
/// <remarks>
/// A view over the writer, on one thread. It takes large spans from the writer and tells it of them in <see cref="Flush"/>:
/// nobody else may use the writer in between. Nothing is allocated.
/// </remarks>
public ref struct FrameWriter<TWriter>
    where TWriter : IBufferWriter<byte>
{
    private const int MaxInt64Digits = 20;

    private readonly ref TWriter _writer;
    private readonly StompVersion _version;
    private Span<byte> _span;
    private int _used;
    private bool _escapes;

    /// <summary>Creates a writer of frames.</summary>
    /// <param name="writer">Where the octets go.</param>
    /// <param name="version">The version that the receiver speaks.</param>
    public FrameWriter(ref TWriter writer, StompVersion version)
    {
        _writer = ref writer;
        _version = version;
    }

    /// <summary>
    /// Whether a header written so far holds what some version must escape. If none does, the octets are the same in all versions.
    /// </summary>
    public bool HasUnsafeHeaders { get; private set; }

    /// <summary>Begins a frame: <c>command EOL</c>.</summary>
    public void WriteCommand(StompCommand command)
    {
        ReadOnlySpan<byte> text = StompCommands.ToUtf8(command);
        Reserve(text.Length + 1);
        Append(text);
        Append((byte)'\n');
        _escapes = StompCommands.HasEscapedHeaders(command);
    }

    /// <summary>
    /// Goes on in the middle of a frame of this command, whose command line, and perhaps first headers, are written elsewhere.
    /// That way the part that many receivers share is encoded once.
    /// </summary>
    public void ContinueFrame(StompCommand command) => _escapes = StompCommands.HasEscapedHeaders(command);

    /// <summary>
    /// Writes <c>name ":" value EOL</c>. What the version cannot express is made harmless (C-28): see <see cref="HeaderEscaping.Escape"/>;
    /// a header whose name holds a colon or a line feed is left out towards 1.0, where it would be another header.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A line end, or a colon in the name, stands in a header of CONNECT, STOMP or CONNECTED, which have no escapes.
    /// </exception>
    public void WriteHeader(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        if (!_escapes)
        {
            CheckUnescaped(name, value);
        }
        else if (_version == StompVersion.V10 && name.IndexOfAny((byte)':', (byte)'\n') >= 0)
        {
            HasUnsafeHeaders = true;
            return;
        }
        else if (_version == StompVersion.V11 && value.EndsWith((byte)'\r'))
        {
            // D-9. In a name it stays: without it the header would be another one, content-length say.
            HasUnsafeHeaders = true;
            value = value.TrimEnd((byte)'\r');
        }

        Reserve((2 * (name.Length + value.Length)) + 2);
        AppendEscaped(name);
        Append((byte)':');
        AppendEscaped(value);
        Append((byte)'\n');
    }

    /// <summary>Writes a header with a number.</summary>
    public void WriteHeader(scoped ReadOnlySpan<byte> name, long value)
    {
        Span<byte> digits = stackalloc byte[MaxInt64Digits];
        Utf8Formatter.TryFormat(value, digits, out int length);
        WriteHeader(name, digits[..length]);
    }

    /// <summary>Ends a frame without a body: <c>EOL NUL</c>.</summary>
    public void EndFrame()
    {
        Reserve(2);
        Append((byte)'\n');
        Append((byte)0);
    }

    /// <summary>Ends a frame with a body: <c>content-length</c> (C-33, C-39), then <c>EOL *OCTET NUL</c>. An empty body gets no header.</summary>
    public void EndFrame(scoped ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            EndFrame();
            return;
        }

        WriteHeader(HeaderName.ContentLength, body.Length);
        Reserve(body.Length + 2);
        Append((byte)'\n');
        Append(body);
        Append((byte)0);
    }

    /// <summary>Ends a frame with a body in pieces; otherwise as <see cref="EndFrame(ReadOnlySpan{byte})"/>.</summary>
    public void EndFrame(in ReadOnlySequence<byte> body)
    {
        if (body.IsSingleSegment || body.IsEmpty)
        {
            EndFrame(body.FirstSpan);
            return;
        }

        WriteHeader(HeaderName.ContentLength, body.Length);
        Reserve(1);
        Append((byte)'\n');
        foreach (ReadOnlyMemory<byte> segment in body)
        {
            Reserve(segment.Length);
            Append(segment.Span);
        }

        Reserve(1);
        Append((byte)0);
    }

    /// <summary>Writes an end of line between frames: a heart-beat (C-66).</summary>
    public void WriteEndOfLine()
    {
        Reserve(1);
        Append((byte)'\n');
    }

    /// <summary>Hands what was written to the writer. Call it once, after the last frame.</summary>
    public void Flush()
    {
        _writer.Advance(_used);
        _span = default;
        _used = 0;
    }

    private static void CheckUnescaped(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        if (name.IndexOfAny("\n\r:\0"u8) >= 0 || value.IndexOfAny((byte)'\n', (byte)'\r', (byte)0) >= 0)
        {
            ThrowNotExpressible();
        }
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowNotExpressible() =>
        throw new ArgumentException("A header of CONNECT, STOMP or CONNECTED holds a line end, a NUL, or a colon in its name; these frames have no escapes for them.");

    private void AppendEscaped(scoped ReadOnlySpan<byte> text)
    {
        // What 1.2 takes as it is all versions do.
        if (!_escapes || HeaderEscaping.IndexOfUnsafe(text, StompVersion.V12) < 0)
        {
            Append(text);
        }
        else
        {
            HasUnsafeHeaders = true;
            _used += HeaderEscaping.Escape(text, _span[_used..], _version);
        }
    }

    private void Append(scoped ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(_span[_used..]);
        _used += octets.Length;
    }

    private void Append(byte octet) => _span[_used++] = octet;

    private void Reserve(int length)
    {
        if (_span.Length - _used < length)
        {
            Grow(length);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int length)
    {
        if (_used > 0)
        {
            _writer.Advance(_used);
            _used = 0;
        }

        _span = _writer.GetSpan(length);
    }
}
