using Stomp.Broker.Configuration;
using Stomp.Broker.Timing;
using Stomp.Core.Protocol;
using Stomp.Core.Transports;

namespace Stomp.Broker.Sessions;

/// <summary>The deadlines of a session while it is open: to connect, to hear from the client, to give a sign of life.</summary>
/// <remarks>Set by the session's loop, looked at by the ticker.</remarks>
internal sealed class SessionHeartBeat : IDisposable
{
    // A beat is sent when this much of the promised time has passed since the last octets; the rest is for the tick and the way.
    private const double SendAt = 0.8;

    private readonly TimeProvider _time;
    private readonly StompHeartBeatOptions _options;
    private readonly TimeSpan _connectTimeout;
    private readonly long _started;
    private CancellationTokenSource? _connectDeadline;
    private long _lastReceived;
    private TimeSpan _sendInterval;
    private TimeSpan _receiveLimit;
    private bool _isIdleLimit;
    private volatile bool _isAgreed;
    private volatile bool _isHeld;
    private volatile bool _isCancelled;

    public SessionHeartBeat(TimeProvider time, StompHeartBeatOptions options, TimeSpan connectTimeout)
    {
        _time = time;
        _options = options;
        _connectTimeout = connectTimeout;
        _started = _lastReceived = time.GetTimestamp();
    }

    /// <summary>The header that the broker says.</summary>
    public HeartBeat Own => new((int)_options.Send.TotalMilliseconds, (int)_options.Receive.TotalMilliseconds);

    /// <summary>Fires when the time to connect is over, or the session is asked to end; for code of the application that takes long.</summary>
    public CancellationToken ConnectDeadline
    {
        get
        {
            CancellationToken token = (_connectDeadline ??= new CancellationTokenSource()).Token;
            if (_isCancelled)
            {
                CancelConnecting(); // nobody else will, after the end was asked for
            }

            return token;
        }
    }

    /// <summary>The client has said CONNECT, and what it can and wants.</summary>
    public void Agree(StompVersion version, HeartBeat client)
    {
        if (version > StompVersion.V10)
        {
            HeartBeat own = Own;
            _sendInterval = TimeSpan.FromMilliseconds(SendAt * HeartBeat.Negotiate(own.Outgoing, client.Incoming));
            _receiveLimit = TimeSpan.FromMilliseconds(_options.Grace * HeartBeat.Negotiate(client.Outgoing, own.Incoming));
        }

        if (_receiveLimit == TimeSpan.Zero)
        {
            _receiveLimit = _options.IdleTimeout;
            _isIdleLimit = true;
        }

        OnReceived(); // nothing was read while the authenticator took its time
        _isAgreed = true;
    }

    /// <summary>Octets came: any are a sign of life (C-69).</summary>
    public void OnReceived() => Volatile.Write(ref _lastReceived, _time.GetTimestamp());

    /// <summary>Nothing is read for a while: the session waits for code of the application, and does not hear its client.</summary>
    public void Hold() => _isHeld = true;

    /// <summary>The session reads on; the client has its time anew.</summary>
    public void Unhold()
    {
        OnReceived();
        _isHeld = false;
    }

    /// <summary>When the client must have given a sign of life, or have connected; never where nothing is agreed.</summary>
    public long Deadline =>
        !_isAgreed ? _time.Add(_started, _connectTimeout)
        : _receiveLimit > TimeSpan.Zero && !_isHeld ? _time.Add(Volatile.Read(ref _lastReceived), _receiveLimit)
        : long.MaxValue;

    /// <summary>Why the session must end at this tick; <see langword="null"/> when it need not.</summary>
    public SessionEnd? CheckDeadline(long now)
    {
        if (now <= Deadline)
        {
            return null;
        }

        if (_isAgreed)
        {
            TimeSpan silent = _time.GetElapsedTime(Volatile.Read(ref _lastReceived), now);
            return new SessionEnd(
                CloseStatus.PolicyViolation,
                $"nothing was received for {silent.TotalSeconds:0.0} s, more than "
                + (_isIdleLimit ? "the time that a client without heart-beats has" : $"{_options.Grace:0.##} times the agreed heart-beat"),
                SessionEnd.Ways.AfterError)
            {
                Cause = StompDisconnectCause.TimedOut,
            };
        }

        CancelConnecting();
        return new SessionEnd(
            CloseStatus.PolicyViolation,
            $"no CONNECT was completed within the limit of {_connectTimeout.TotalSeconds:0.###} s ({nameof(StompLimits.ConnectTimeout)})",
            SessionEnd.Ways.AfterError)
        {
            Limit = nameof(StompLimits.ConnectTimeout),
            Cause = StompDisconnectCause.TimedOut,
        };
    }

    /// <summary>
    /// Tells an authenticator that nobody waits for it any more. Not on this stack: callbacks that it has registered may take their time,
    /// and throw. Whoever takes the source out has it alone, so that it is not disposed meanwhile.
    /// </summary>
    public void CancelConnecting()
    {
        _isCancelled = true;
        _ = Interlocked.Exchange(ref _connectDeadline, null)?.CancelAsync();
    }

    /// <summary>When a beat is to be sent, given when something was sent last; never where none are agreed.</summary>
    public long GetBeatTime(long lastWrite) => _isAgreed && _sendInterval > TimeSpan.Zero ? _time.Add(lastWrite, _sendInterval) : long.MaxValue;

    public void Dispose() => Interlocked.Exchange(ref _connectDeadline, null)?.Dispose();
}
