using System.Buffers;
using System.Globalization;
using System.Text;

namespace Stomp.AspNetCore.SockJs.Frames;

/// <summary>Writes frames to a transport, each as a whole; a long one goes in pieces, so that its text never is in memory twice.</summary>
/// <remarks>One thread at a time. The buffer is pooled, and held only while a frame is written.</remarks>
internal abstract class FrameSink(FrameFormat format)
{
    private const int FirstBuffer = 4096;

    // From where on octets go to the transport: as much as the broker drains of an outbox at a time. The buffer is at most twice that.
    private const int LargestBuffer = 64 * 1024;

    private byte[] _buffer = [];
    private int _length;

    /// <summary>Octets written.</summary>
    public long Written { get; private set; }

    /// <summary>Writes a frame.</summary>
    public async ValueTask WriteAsync(Outgoing frame)
    {
        try
        {
            Append(format.Prefix);
            switch (frame.Kind)
            {
                case FrameKind.Open:
                    Append("o"u8);
                    break;
                case FrameKind.HeartBeat:
                    Append("h"u8);
                    break;
                case FrameKind.Messages:
                    await WriteMessagesAsync(frame.Messages!);
                    break;
                default:
                    AppendClose(frame.Close!);
                    break;
            }

            Append(format.Suffix);
            await SendAsync(endOfFrame: true);
        }
        finally
        {
            Return();
            _buffer = [];
            _length = 0;
        }
    }

    /// <summary>Hands octets to the transport.</summary>
    /// <param name="octets">They are this one's again when the task ends.</param>
    /// <param name="endOfFrame">Whether they end a frame, and shall be seen by the client at once.</param>
    protected abstract ValueTask SendAsync(ReadOnlyMemory<byte> octets, bool endOfFrame);

    private async ValueTask WriteMessagesAsync(MessageBatch messages)
    {
        Append("a["u8);
        int start = 0;
        for (int i = 0; i < messages.Count; i++)
        {
            if (i > 0)
            {
                Append(","u8);
            }

            Append(format.Text.Quote);
            int length = messages.Get(i, start, out _).Length;
            for (int written = 0; written < length;)
            {
                written += AppendText(messages.Get(i, start, out bool isUtf8)[written..], isUtf8);
                if (_length >= LargestBuffer)
                {
                    await SendAsync(endOfFrame: false);
                }
            }

            start += length;
            Append(format.Text.Quote);
        }

        Append("]"u8);
    }

    private void AppendClose(CloseFrame close)
    {
        Append("c["u8);
        Reserve(16);
        close.Code.TryFormat(_buffer.AsSpan(_length), out int digits, provider: CultureInfo.InvariantCulture);
        _length += digits;
        Append(","u8);
        Append(format.Text.Quote);
        byte[] reason = Encoding.UTF8.GetBytes(close.Reason);
        Reserve(reason.Length * JsonText.MaxCharacterBytes);
        _length += format.Text.Write(reason, isUtf8: true, _buffer.AsSpan(_length), out _);
        Append(format.Text.Quote);
        Append("]"u8);
    }

    // As much of a message as there is room for, making more room up to a size.
    private int AppendText(ReadOnlySpan<byte> text, bool isUtf8)
    {
        if (_length + text.Length + JsonText.MaxCharacterBytes > _buffer.Length)
        {
            Reserve(Math.Max(Math.Min(text.Length + (text.Length / 8), LargestBuffer - _length), JsonText.MaxCharacterBytes));
        }

        _length += format.Text.Write(text, isUtf8, _buffer.AsSpan(_length), out int consumed);
        return consumed;
    }

    private void Append(ReadOnlySpan<byte> octets)
    {
        Reserve(octets.Length);
        octets.CopyTo(_buffer.AsSpan(_length));
        _length += octets.Length;
    }

    private async ValueTask SendAsync(bool endOfFrame)
    {
        await SendAsync(_buffer.AsMemory(0, _length), endOfFrame);
        Written += _length;
        _length = 0;
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(_length + bytes, 2 * _buffer.Length), FirstBuffer));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            Return();
            _buffer = larger;
        }
    }

    private void Return()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }
}
