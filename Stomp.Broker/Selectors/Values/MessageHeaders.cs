using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Stomp.Broker.Messages;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Selectors.Values;

/// <summary>The headers of one message that a selector names, found in one walk over its head. Of repeated headers the first counts (C-74).</summary>
/// <remarks>
/// A view over the message's tail for 1.2. Only values with escapes are copied, into an array of the shared pool, which goes back when this
/// is disposed of.
/// </remarks>
internal ref struct MessageHeaders
{
    private readonly ReadOnlySpan<byte> _tail;
    private readonly ReadOnlySpan<HeaderSlice> _slices;
    private byte[]? _unescaped;
    private int _unescapedLength;

    /// <summary>Finds the headers.</summary>
    /// <param name="tail">A message's tail for 1.2: header lines, an empty one, the body.</param>
    /// <param name="names">The headers to find.</param>
    /// <param name="slices">Room for as many, all zero.</param>
    public MessageHeaders(ReadOnlySpan<byte> tail, HeaderNames names, Span<HeaderSlice> slices)
    {
        _tail = tail;
        _slices = slices;
        int missing = slices.Length;
        ReadOnlySpan<byte> rest = tail;
        while (missing > 0 && TailHeaders.TryReadLine(ref rest, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
        {
            int index = names.IndexOf(name);
            if (index >= 0 && slices[index].Start == 0)
            {
                int start = tail.Length - rest.Length - 1 - value.Length; // its line end is taken as well
                slices[index] = value.Contains((byte)'\\') ? Unescape(value) : new HeaderSlice(start, value.Length);
                missing--;
            }
        }
    }

    /// <summary>A header's value; <see cref="Value.Null"/> when the message has no such header.</summary>
    public readonly Value Get(int index)
    {
        HeaderSlice slice = _slices[index];
        return slice.Start switch
        {
            0 => Value.Null,
            > 0 => Value.FromText(_tail.Slice(slice.Start, slice.Length)),
            _ => Value.FromText(_unescaped.AsSpan(~slice.Start, slice.Length)),
        };
    }

    public void Dispose()
    {
        if (_unescaped is { } array)
        {
            _unescaped = null;
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private HeaderSlice Unescape(ReadOnlySpan<byte> value)
    {
        if (_unescaped is null || _unescaped.Length - _unescapedLength < value.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(_unescapedLength + value.Length);
            _unescaped.AsSpan(0, _unescapedLength).CopyTo(larger);
            Dispose();
            _unescaped = larger;
        }

        Span<byte> copy = _unescaped.AsSpan(_unescapedLength, value.Length);
        value.CopyTo(copy);
        bool isValid = HeaderEscaping.TryUnescape(copy, StompVersion.V12, out int length);
        Debug.Assert(isValid, "a tail is written by this process");
        var slice = new HeaderSlice(~_unescapedLength, length);
        _unescapedLength += length;
        return slice;
    }
}
