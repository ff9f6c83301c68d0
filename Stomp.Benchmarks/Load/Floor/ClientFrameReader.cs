using System.Buffers.Text;

namespace Stomp.Benchmarks.Load.Floor;

/// <summary>
/// Finds the frames that the generator sends. A head like the one before is not read again: this server is to do next to nothing but write.
/// It believes what it reads.
/// </summary>
/// <remarks>A mutable struct: one for each connection, kept in a field.</remarks>
internal struct ClientFrameReader
{
    private byte[] _head = [];
    private int _bodyLength;
    private bool _isNewHead;

    public ClientFrameReader()
    {
    }

    /// <summary>Whether the frame's head is that of the one before.</summary>
    public bool IsSameHead { get; private set; }

    /// <summary>Reads the next frame.</summary>
    /// <returns>Whether there is a whole one.</returns>
    public bool TryRead(ReadOnlySpan<byte> input, out ReadOnlySpan<byte> head, out ReadOnlySpan<byte> body, out int consumed)
    {
        head = [];
        body = [];
        consumed = 0;
        while (consumed < input.Length && input[consumed] == '\n')
        {
            consumed++;
        }

        ReadOnlySpan<byte> rest = input[consumed..];
        if (_head.Length == 0 || !rest.StartsWith(_head))
        {
            int length = rest.IndexOf("\n\n"u8) + 2;
            if (length < 2)
            {
                return false;
            }

            _head = rest[..length].ToArray();
            _isNewHead = true;
            _bodyLength = Utf8Parser.TryParse(Header(rest[..length], "\ncontent-length:"u8), out int bodyLength, out _) ? bodyLength : 0;
        }

        if (rest.Length <= _head.Length + _bodyLength)
        {
            return false;
        }

        // A head that was new when the body had not come yet is so still.
        IsSameHead = !_isNewHead;
        _isNewHead = false;
        head = rest[.._head.Length];
        body = rest.Slice(_head.Length, _bodyLength);
        consumed += _head.Length + _bodyLength + 1;
        return true;
    }

    /// <summary>A header's value; empty when it is not there.</summary>
    public static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> lineStart)
    {
        int start = head.IndexOf(lineStart);
        if (start < 0)
        {
            return [];
        }

        ReadOnlySpan<byte> rest = head[(start + lineStart.Length)..];
        return rest[..rest.IndexOf((byte)'\n')];
    }
}
