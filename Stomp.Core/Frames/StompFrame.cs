using System.Buffers;
using Stomp.Core.Protocol;

namespace Stomp.Core.Frames;

/// <summary>A whole frame, as a view over the buffer it was read from. Nothing is copied; escapes are already decoded.</summary>
/// <remarks>Valid until the parser that made it reads on, and until the buffer is given back, whichever comes first.</remarks>
public readonly ref struct StompFrame
{
    private readonly ReadOnlySpan<byte> _bodySpan;
    private readonly ReadOnlySequence<byte> _source;
    private readonly long _bodyStart;
    private readonly bool _split;

    internal StompFrame(
        StompCommand command, HeaderCollection headers, ReadOnlySpan<byte> body, ReadOnlySequence<byte> source, long bodyStart)
    {
        Command = command;
        Headers = headers;
        BodyLength = body.Length;
        _bodySpan = body;
        _source = source;
        _bodyStart = bodyStart;
    }

    internal StompFrame(
        StompCommand command, HeaderCollection headers, int bodyLength, ReadOnlySequence<byte> source, long bodyStart)
    {
        Command = command;
        Headers = headers;
        BodyLength = bodyLength;
        _source = source;
        _bodyStart = bodyStart;
        _split = true;
    }

    /// <summary>The command.</summary>
    public StompCommand Command { get; }

    /// <summary>The headers.</summary>
    public HeaderCollection Headers { get; }

    /// <summary>The octets of the body.</summary>
    public int BodyLength { get; }

    /// <summary>The body. For a body in one piece <see cref="TryGetBodySpan"/> is cheaper.</summary>
    public ReadOnlySequence<byte> Body => _source.Slice(_bodyStart, BodyLength);

    /// <summary>The body as a span, when it lies in one segment of the buffer.</summary>
    public bool TryGetBodySpan(out ReadOnlySpan<byte> body)
    {
        body = _bodySpan;
        return !_split;
    }

    /// <summary>Copies the body.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than <see cref="BodyLength"/>.</exception>
    public void CopyBodyTo(Span<byte> destination)
    {
        if (_split)
        {
            Body.CopyTo(destination);
        }
        else
        {
            _bodySpan.CopyTo(destination);
        }
    }
}
