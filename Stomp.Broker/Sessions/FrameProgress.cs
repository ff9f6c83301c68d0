using Stomp.Broker.Configuration;
using Stomp.Broker.Timing;
using Stomp.Core.Transports;

namespace Stomp.Broker.Sessions;

/// <summary>Whether the frame that is being received arrives fast enough (H-4): a peer that drips octets must not occupy a buffer for ever.</summary>
/// <remarks>Written by the session's loop, read by the ticker.</remarks>
internal sealed class FrameProgress(StompLimits limits, TimeProvider time)
{
    private const long NotInside = 0;

    private long _started = NotInside;
    private long _received;

    /// <summary>A read was processed.</summary>
    /// <param name="isInsideFrame">Whether it ended in the middle of a frame.</param>
    /// <param name="isSameFrame">Whether that is the frame in whose middle the read before had ended.</param>
    /// <param name="received">The octets of that frame so far.</param>
    public void OnProcessed(bool isInsideFrame, bool isSameFrame, long received)
    {
        Volatile.Write(ref _received, received);
        if (!isInsideFrame)
        {
            Volatile.Write(ref _started, NotInside);
        }
        else if (!isSameFrame || _started == NotInside)
        {
            Volatile.Write(ref _started, Math.Max(time.GetTimestamp(), NotInside + 1));
        }
    }

    /// <summary>When the frame must be complete; never while there is none.</summary>
    public long Deadline
    {
        get
        {
            long started = Volatile.Read(ref _started);
            return started == NotInside
                ? long.MaxValue
                : time.Add(started, limits.FrameTimeout + TimeSpan.FromSeconds((double)Volatile.Read(ref _received) / limits.MinReceiveBytesPerSecond));
        }
    }

    /// <summary>Why the session must end at this tick; <see langword="null"/> when it need not.</summary>
    public SessionEnd? Check(long now) =>
        now <= Deadline
            ? null
            : new SessionEnd(
                CloseStatus.PolicyViolation,
                $"a frame arrives too slowly: of it {Volatile.Read(ref _received)} octets came in the limit of {limits.FrameTimeout.TotalSeconds:0.###} s and 1 s for each {limits.MinReceiveBytesPerSecond} octets ({nameof(limits.FrameTimeout)})",
                SessionEnd.Ways.AfterError)
            {
                Limit = nameof(limits.FrameTimeout),
            };
}
