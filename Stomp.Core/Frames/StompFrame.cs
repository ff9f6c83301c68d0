using System.Buffers;
using Stomp.Core.Protocol;

namespace Stomp.Core.Frames;

/// <summary>A whole frame, as a view over the buffer it was read from. Nothing is copied; escapes are already decoded.</summary>
/// <remarks>Valid until the parser that made it reads on, and until the buffer is given back, whichever comes first.</remarks>
public ref struct StompFrame
{
    private StompCommand _command;
    private bool _isSplit;
    private int _bodyLength;
    private long _bodyStart;
    private HeaderCollection _headers;
    private ReadOnlySpan<byte> _bodySpan;
    private ReadOnlySequence<byte> _source;

    /// <summary>The command.</summary>
    public readonly StompCommand Command => _command;

    /// <summary>The headers.</summary>
    public readonly HeaderCollection Headers => _headers;

    /// <summary>The octets of the body.</summary>
    public readonly int BodyLength => _bodyLength;

    /// <summary>The body. For a body in one piece <see cref="TryGetBodySpan"/> is cheaper.</summary>
    public readonly ReadOnlySequence<byte> Body => _source.Slice(_bodyStart, BodyLength);

    /// <summary>The body as a span, when it lies in one segment of the buffer.</summary>
    public readonly bool TryGetBodySpan(out ReadOnlySpan<byte> body)
    {
        body = _bodySpan;
        return !_isSplit;
    }

    /// <summary>Copies the body.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than <see cref="BodyLength"/>.</exception>
    public readonly void CopyBodyTo(Span<byte> destination)
    {
        if (_isSplit)
        {
            Body.CopyTo(destination);
        }
        else
        {
            _bodySpan.CopyTo(destination);
        }
    }

    // Field by field: a structure of this size made elsewhere would be copied here, at a cost that shows.
    internal void Set(StompCommand command, HeaderCollection headers, int bodyLength, in ReadOnlySequence<byte> source, long bodyStart)
    {
        _command = command;
        _headers = headers;
        _bodyLength = bodyLength;
        _source = source;
        _bodyStart = bodyStart;
        _isSplit = true;
    }

    internal void SetBody(ReadOnlySpan<byte> body)
    {
        _bodySpan = body;
        _isSplit = false;
    }
}
