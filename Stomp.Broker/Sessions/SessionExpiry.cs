using Stomp.Broker.Timing;
using Stomp.Core.Transports;

namespace Stomp.Broker.Sessions;

/// <summary>When the credentials of a session's user expire, and the session ends with them.</summary>
/// <remarks>Set by the session's loop, looked at by the ticker.</remarks>
internal sealed class SessionExpiry(TimeProvider time)
{
    private long _deadline = long.MaxValue;

    /// <summary>The timestamp; never for credentials that do not expire.</summary>
    public long Deadline => Volatile.Read(ref _deadline);

    public void Set(DateTimeOffset? expires) => Volatile.Write(
        ref _deadline, expires is { } at ? time.Add(time.GetTimestamp(), at - time.GetUtcNow()) : long.MaxValue);

    /// <summary>Why the session must end at this tick; <see langword="null"/> when it need not.</summary>
    public SessionEnd? Check(long now) =>
        now < Deadline ? null : new SessionEnd(CloseStatus.PolicyViolation, "the session's token has expired; connect with a new one", SessionEnd.Ways.AfterError);
}
