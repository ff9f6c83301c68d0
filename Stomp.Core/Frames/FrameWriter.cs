using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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

    // Where the next octets go. Nothing checks what is written there: to be used only where room for it is known to be.
    private readonly ref byte Next => ref Unsafe.Add(ref MemoryMarshal.GetReference(_span), _used);

    /// <summary>Begins a frame: <c>command EOL</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="command"/> is <see cref="StompCommand.None"/> or undefined.</exception>
    public void WriteCommand(StompCommand command)
    {
        Reserve(NameTable.EntryLength);
        if (!StompCommands.Table.Contains((int)command))
        {
            StompCommands.ToUtf8(command); // throws
        }

        _escapes = StompCommands.HasEscapedHeaders(command);
        _used += StompCommands.Table.Write((int)command, ref Next);
    }

    /// <summary>
    /// Goes on in the middle of a frame of this command, whose command line, and perhaps first headers, are written elsewhere.
    /// That way the part that many receivers share is encoded once.
    /// </summary>
    public void ContinueFrame(StompCommand command) => _escapes = StompCommands.HasEscapedHeaders(command);

    /// <summary>Writes <c>name ":" value EOL</c> with a known name, which costs less than one that may hold anything.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="name"/> is <see cref="KnownHeader.None"/> or undefined.</exception>
    /// <inheritdoc cref="WriteHeader(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    [MethodImpl(MethodImplOptions.NoInlining)] // large, and called in many places
    public void WriteHeader(KnownHeader name, scoped ReadOnlySpan<byte> value)
    {
        // The room that the rest relies on.
        if (_span.Length - _used < NameTable.EntryLength + value.Length + 1
            || value.Length > PlainText.MaxLength
            || !HeaderName.Table.Contains((int)name))
        {
            WriteAnyHeader(name, value);
            return;
        }

        ref byte line = ref Next;
        int written = HeaderName.Table.Write((int)name, ref line);
        if (PlainText.Copy(ref MemoryMarshal.GetReference(value), value.Length, ref Unsafe.Add(ref line, written)) != Vector128<byte>.Zero)
        {
            WriteAnyHeader(name, value);
            return;
        }

        written += value.Length;
        Unsafe.Add(ref line, written) = (byte)'\n';
        _used += written + 1;
    }

    /// <summary>
    /// Writes <c>name ":" value EOL</c>. What the version cannot express is made harmless (C-28): see <see cref="HeaderEscaping.Escape"/>;
    /// a header whose name holds a colon or a line feed is left out towards 1.0, where it would be another header.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A line end, or a colon in the name, stands in a header of CONNECT, STOMP or CONNECTED, which have no escapes.
    /// </exception>
    [MethodImpl(MethodImplOptions.NoInlining)] // large, and called in many places
    public void WriteHeader(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        // The room that the rest relies on.
        if (_span.Length - _used < name.Length + value.Length + 2 || name.Length > PlainText.MaxLength || value.Length > PlainText.MaxLength)
        {
            WriteAnyHeader(name, value);
            return;
        }

        ref byte line = ref Next;
        Vector128<byte> found = PlainText.Copy(ref MemoryMarshal.GetReference(name), name.Length, ref line)
            | PlainText.Copy(ref MemoryMarshal.GetReference(value), value.Length, ref Unsafe.Add(ref line, name.Length + 1));
        if (found != Vector128<byte>.Zero)
        {
            WriteAnyHeader(name, value);
            return;
        }

        Unsafe.Add(ref line, name.Length) = (byte)':';
        int written = name.Length + 1 + value.Length;
        Unsafe.Add(ref line, written) = (byte)'\n';
        _used += written + 1;
    }

    /// <summary>Writes a header of a frame that was read.</summary>
    /// <inheritdoc cref="WriteHeader(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public void WriteHeader(scoped in Header header)
    {
        if (header.Known == KnownHeader.None)
        {
            WriteHeader(header.Name, header.Value);
        }
        else
        {
            WriteHeader(header.Known, header.Value);
        }
    }

    /// <summary>Writes a header with a number.</summary>
    /// <inheritdoc cref="WriteHeader(KnownHeader, ReadOnlySpan{byte})"/>
    public void WriteHeader(KnownHeader name, long value)
    {
        Span<byte> digits = stackalloc byte[MaxInt64Digits];
        Utf8Formatter.TryFormat(value, digits, out int length);
        WriteHeader(name, digits[..length]);
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

        ReadOnlySpan<byte> name = "content-length:"u8;
        Reserve(name.Length + ContentLength.MaxDigits + 2 + body.Length + 1);
        Span<byte> end = _span[_used..];
        name.CopyTo(end);
        int written = name.Length + ContentLength.Write(body.Length, end[name.Length..]);
        "\n\n"u8.CopyTo(end[written..]);
        written += 2;
        body.CopyTo(end[written..]);
        written += body.Length;
        end[written] = 0;
        _used += written + 1;
    }

    /// <summary>Ends a frame with a body in pieces; otherwise as <see cref="EndFrame(ReadOnlySpan{byte})"/>.</summary>
    public void EndFrame(in ReadOnlySequence<byte> body)
    {
        if (body.IsSingleSegment || body.IsEmpty)
        {
            EndFrame(body.FirstSpan);
            return;
        }

        WriteHeader(KnownHeader.ContentLength, body.Length);
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

    // What is written relies on the room being there, so a writer at fault must not go unnoticed.
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowNoRoom() =>
        throw new InvalidOperationException($"{typeof(TWriter)}.GetSpan returned a span that is shorter than its size hint; IBufferWriter<byte> requires at least that length.");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteAnyHeader(KnownHeader name, scoped ReadOnlySpan<byte> value) => WriteAnyHeader(HeaderName.ToUtf8(name), value);

    // A header that is long, or needs more room, or holds what must be escaped or may not stand in it in one version or the other.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteAnyHeader(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        if (!_escapes)
        {
            HeaderEscaping.ThrowIfNotExpressible(name, value);
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

        Reserve((2 * (name.Length + value.Length)) + 2); // as if every octet were escaped
        AppendEscaped(name);
        Append((byte)':');
        AppendEscaped(value);
        Append((byte)'\n');
    }

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
        if (_span.Length < length)
        {
            ThrowNoRoom();
        }
    }
}
