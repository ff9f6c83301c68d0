using Stomp.Core.Protocol;

namespace Stomp.Core.Frames;

/// <summary>The octets of a frame break the protocol, or a limit. The stream cannot be read any further: its position in it is lost.</summary>
public sealed class StompProtocolException : Exception
{
    /// <summary>Creates the exception for a violation.</summary>
    /// <param name="violation">What is wrong.</param>
    /// <param name="message">One sentence for the peer: what was wrong and what would be right. Holds no octets of the frame but its command.</param>
    public StompProtocolException(ProtocolViolation violation, string message)
        : base(message)
    {
        Violation = violation;
    }

    /// <summary>What is wrong.</summary>
    public ProtocolViolation Violation { get; }

    /// <summary>The limit that was exceeded, in the unit of its <see cref="FrameLimits"/> property; <see langword="null"/> when none was.</summary>
    public long? Limit { get; init; }

    /// <summary>The name of the <see cref="FrameLimits"/> property that was exceeded; <see langword="null"/> when none was.</summary>
    public string? LimitName { get; init; }

    /// <summary>The command of the frame, if it could be read.</summary>
    public StompCommand Command { get; init; }

    /// <summary>The decoded <c>receipt</c> header of the frame, if it was read before the violation; it belongs in the ERROR as <c>receipt-id</c> (C-136).</summary>
    public ReadOnlyMemory<byte>? Receipt { get; init; }
}
