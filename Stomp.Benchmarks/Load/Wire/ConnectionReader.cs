using System.Text;

namespace Stomp.Benchmarks.Load.Wire;

/// <summary>Makes frames of the octets that come on one connection.</summary>
/// <remarks>Owns the input buffer. One thread at a time: the receive loop of its connection.</remarks>
internal sealed class ConnectionReader(ConnectionSettings settings)
{
    private readonly ConnectionInput _input = new(settings.InputBytes);
    private FrameScanner _scanner;
    private WebSocketDecoder _decoder;
    private bool _isDecoding;
    private long _heartBeats;

    /// <summary>What is wrong with what has come; <see langword="null"/> when nothing is.</summary>
    public string? Problem => _scanner.IsMalformed ? "the server sent what is no STOMP frame"
        : _decoder.IsMalformed ? "the server sent what is no WebSocket frame"
        : _decoder.IsClosed ? "the server closed the WebSocket"
        : null;

    /// <summary>Room to receive into.</summary>
    public ArraySegment<byte> MakeRoom() => _input.MakeRoom();

    /// <summary>Takes what was received.</summary>
    public void Append(int received)
    {
        if (_isDecoding)
        {
            _input.Append(received, ref _decoder);
        }
        else
        {
            _input.Append(received);
        }
    }

    /// <summary>Reads the server's part of the WebSocket's handshake; frames follow.</summary>
    /// <param name="key">The key of the request.</param>
    /// <param name="refusal">Why there is no WebSocket.</param>
    /// <returns>Whether it was all there.</returns>
    public bool TryReadHandshake(string key, out string? refusal)
    {
        refusal = null;
        int end = _input.Pending.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        refusal = WebSocketHandshake.Refusal(Encoding.ASCII.GetString(_input.Pending[..end]), key);
        _input.Consume(end + "\r\n\r\n".Length);
        _isDecoding = true;
        _input.DecodePending(ref _decoder);
        return true;
    }

    /// <summary>Reads the next frame, which is valid until more is received.</summary>
    public bool TryReadFrame(out Frame frame)
    {
        bool found = _scanner.TryRead(_input.Pending, out frame, out int consumed);
        _input.Consume(consumed);
        return found;
    }

    /// <summary>The heart-beats that have come since the last call.</summary>
    public long TakeHeartBeats()
    {
        long count = _scanner.HeartBeats - _heartBeats;
        _heartBeats = _scanner.HeartBeats;
        return count;
    }

    /// <summary>The ping that has come since the last call; <see langword="null"/> when none has.</summary>
    public byte[]? TakePing()
    {
        byte[]? ping = _decoder.Ping;
        _decoder.Ping = null;
        return ping;
    }
}
