using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace Stomp.Core.Transports.WebSockets;

/// <summary>
/// Takes the frames of a client apart, however they are cut: the payload of its messages goes on unmasked, as one stream; control frames
/// are noted. Nothing is set aside for what a frame announces: its octets go on as they come.
/// </summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class WebSocketFrameDecoder
{
    private HeadOctets _head;
    private byte[] _control = []; // of the control frame under way
    private int _headCount;
    private int _controlCount;
    private WebSocketOpcode _frame;
    private WebSocketOpcode _message; // the message under way; Continuation when there is none
    private bool _isFinal;
    private ulong _left; // of the frame's payload
    private uint _mask;
    private Utf8Check _text;

    /// <summary>Whether the first message was binary; <see langword="null"/> before it has begun.</summary>
    public bool? IsBinary { get; private set; }

    /// <summary>Whether the peer has sent a close frame. What follows it is not looked at.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The payload of a ping that is to be answered; the last when there were several (section 5.5.3).</summary>
    public byte[]? Ping { get; private set; }

    /// <summary>Takes the ping to answer it: however many come in a read, one is answered.</summary>
    public byte[]? TakePing()
    {
        byte[]? ping = Ping;
        Ping = null;
        return ping;
    }

    /// <summary>Takes octets of the client.</summary>
    /// <exception cref="WebSocketViolationException">They break a rule.</exception>
    public void Decode(ReadOnlySpan<byte> octets, PipeWriter payload)
    {
        while (!octets.IsEmpty && !IsClosed)
        {
            if (_left == 0)
            {
                octets = octets[TakeHead(octets)..];
                continue;
            }

            int count = (int)Math.Min(_left, (ulong)octets.Length);
            ReadOnlySpan<byte> masked = octets[..count];
            octets = octets[count..];
            _left -= (ulong)count;
            if (_frame >= WebSocketOpcode.Close)
            {
                WebSocketMask.Apply(masked, _control.AsSpan(_controlCount), _mask);
                _controlCount += count;
            }
            else
            {
                Unmask(masked, payload);
            }

            _mask = WebSocketMask.Advance(_mask, count);
            if (_left == 0)
            {
                EndFrame();
            }
        }
    }

    private void Unmask(ReadOnlySpan<byte> masked, PipeWriter payload)
    {
        uint mask = _mask;
        while (!masked.IsEmpty)
        {
            Span<byte> destination = payload.GetSpan();
            int count = Math.Min(masked.Length, destination.Length);
            WebSocketMask.Apply(masked[..count], destination, mask);
            if (_message == WebSocketOpcode.Text && !_text.Add(destination[..count]))
            {
                throw NoText();
            }

            payload.Advance(count);
            mask = WebSocketMask.Advance(mask, count);
            masked = masked[count..];
        }
    }

    // The head, which may come in pieces. Returns how many octets it has taken.
    private int TakeHead(ReadOnlySpan<byte> octets)
    {
        int needed = _headCount < 2 ? 2 : WebSocketFrameHead.GetClientLength(_head);
        int count = Math.Min(needed - _headCount, octets.Length);
        octets[..count].CopyTo(_head[_headCount..]);
        _headCount += count;
        if (_headCount == 2)
        {
            WebSocketFrameHead.CheckClient(_head); // a frame that is not masked may end here: the peer must not wait for an answer
        }
        else if (_headCount > 2 && _headCount == WebSocketFrameHead.GetClientLength(_head))
        {
            BeginFrame();
        }

        return count;
    }

    private void BeginFrame()
    {
        (_frame, _isFinal, _left, _mask) = WebSocketFrameHead.ReadClient(_head[.._headCount]);
        _headCount = 0;
        if (_frame >= WebSocketOpcode.Close)
        {
            _control = _left == 0 ? [] : new byte[(int)_left]; // 125 at most
            _controlCount = 0;
        }
        else if (_frame == WebSocketOpcode.Continuation)
        {
            if (_message == WebSocketOpcode.Continuation)
            {
                throw new WebSocketViolationException(WebSocketCloseStatus.ProtocolError, "a frame continues a message, and none has begun");
            }
        }
        else
        {
            if (_message != WebSocketOpcode.Continuation)
            {
                throw new WebSocketViolationException(WebSocketCloseStatus.ProtocolError, "a message begins before the last has ended");
            }

            _message = _frame;
            IsBinary ??= _frame == WebSocketOpcode.Binary;
        }

        if (_left == 0)
        {
            EndFrame();
        }
    }

    private void EndFrame()
    {
        switch (_frame)
        {
            case WebSocketOpcode.Ping:
                Ping = _control;
                _control = [];
                break;
            case WebSocketOpcode.Close:
                CheckClose(_control);
                IsClosed = true;
                break;
            case WebSocketOpcode.Pong:
                _control = [];
                break;
            default:
                if (_isFinal)
                {
                    if (!_text.IsWhole)
                    {
                        throw NoText();
                    }

                    _message = WebSocketOpcode.Continuation;
                }

                break;
        }
    }

    // Section 7.4: no status, or one that may be sent, with a reason in UTF-8.
    private static void CheckClose(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return;
        }

        int status = payload.Length == 1 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (status is not ((>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999)))
        {
            throw new WebSocketViolationException(WebSocketCloseStatus.ProtocolError, "a close frame has a status that may not be sent");
        }

        if (!Utf8.IsValid(payload[2..]))
        {
            throw NoText();
        }
    }

    private static WebSocketViolationException NoText() => new(WebSocketCloseStatus.InvalidPayloadData, "a text is not UTF-8");

    // A head that may come in pieces, without an array for each connection.
    [InlineArray(WebSocketFrameHead.MaxLength)]
    private struct HeadOctets
    {
        private byte _first;
    }
}
