using System.Buffers;
using System.Text;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Sessions.Interceptors;

/// <summary>A frame of a client that is not processed yet.</summary>
/// <remarks>Not thread-safe. A copy: it may be kept, but what is changed after the interceptor has finished has no effect.</remarks>
public sealed class StompInboundFrame
{
    private const ulong Hidden = 1UL << (int)KnownHeader.ContentLength;

    private bool _hasNewBody;

    internal StompInboundFrame(IStompSession session, in StompFrame frame)
    {
        Session = session;
        Command = frame.Command;
        Headers = new StompHeaders(frame.Headers, Hidden);
        byte[] body = new byte[frame.BodyLength];
        frame.CopyBodyTo(body);
        Body = body;
        _hasNewBody = false;
    }

    /// <summary>The session; before it is connected its user is anonymous.</summary>
    public IStompSession Session { get; }

    /// <summary>What the client wants.</summary>
    public StompCommand Command { get; }

    /// <summary>The headers, to be read and changed. Those of CONNECT may hold a passcode: never write it to a log.</summary>
    public StompHeaders Headers { get; }

    /// <summary>The body; put another in its place to change it. <c>content-length</c> follows by itself.</summary>
    public ReadOnlyMemory<byte> Body
    {
        get;
        set
        {
            field = value;
            _hasNewBody = true;
        }
    }

    internal string? Refusal { get; private set; }

    internal bool IsChanged => _hasNewBody || Headers.IsChanged;

    /// <summary>Refuses the frame: the client gets ERROR with the reason, and the session ends. Interceptors after this one do not see it.</summary>
    /// <param name="reason">One sentence for the client, without secrets.</param>
    public void Refuse(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        Refusal ??= reason;
    }

    /// <summary>Writes the frame as it is now, in 1.2, which has escapes for all.</summary>
    internal ReadOnlySequence<byte> Encode()
    {
        var output = new ArrayBufferWriter<byte>(256 + Body.Length);
        var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref output, StompVersion.V12);
        writer.WriteCommand(Command);
        foreach ((string name, string value) in Headers)
        {
            byte[] octets = Encoding.UTF8.GetBytes(name);
            if (HeaderName.Resolve(octets) != KnownHeader.ContentLength)
            {
                writer.WriteHeader(octets, Encoding.UTF8.GetBytes(value));
            }
        }

        writer.EndFrame(Body.Span);
        writer.Flush();
        return new ReadOnlySequence<byte>(output.WrittenMemory);
    }
}
