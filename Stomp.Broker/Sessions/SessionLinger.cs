using System.IO.Pipelines;
using Stomp.Broker.Outboxes;
using Stomp.Core.Transports;

namespace Stomp.Broker.Sessions;

/// <summary>
/// The end of a connection whose peer shall still read what was sent (C-138). What the peer goes on sending is read and thrown away:
/// closing a TCP connection with unread input would reset it, and the peer lose the answer.
/// </summary>
/// <remarks>Run by the session's loop; the ticker bounds it.</remarks>
internal sealed class SessionLinger(StompConnection connection, TimeProvider time, TimeSpan timeout)
{
    // When a transport can only close both ways at once, how long the peer must have been silent first: a few round trips.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);

    // A flood that was refused is read no faster than 5 MiB a second, so that it does not go on costing others their turn. A client that
    // sends all of a large frame before it reads gets to its end within a second or two.
    private const int DiscardedAtOnce = 256 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly long _started = time.GetTimestamp();
    private long _lastReceived = time.GetTimestamp();
    private volatile bool _isOver;
    private volatile bool _mayStopWhenQuiet;

    /// <summary>Sends what the outbox holds, ends the output, and reads until the peer has closed too, or the time is over.</summary>
    public async Task RunAsync(SessionEnd end, Outbox outbox)
    {
        Task sent = outbox.CompleteAsync();
        Task discarding = DiscardAsync();

        // Bounded: when the time is over the tick aborts the connection, which ends the drain.
        await sent;
        if (_isOver)
        {
            await discarding;
            return;
        }

        if (connection.CanCloseOutputAlone || end.Manner != SessionEnd.Ways.AfterError)
        {
            await connection.CloseOutputAsync(end.Status, end.Reason);
            if (connection.CanCloseOutputAlone)
            {
                await discarding;
                return;
            }

            _isOver = true;
            connection.Input.CancelPendingRead();
            await discarding;
            return;
        }

        Volatile.Write(ref _lastReceived, time.GetTimestamp());
        _mayStopWhenQuiet = true;
        await discarding;
        await connection.CloseOutputAsync(end.Status, end.Reason);
    }

    public void Tick(long now)
    {
        bool isQuiet = _mayStopWhenQuiet && time.GetElapsedTime(Volatile.Read(ref _lastReceived), now) >= Quiet;
        bool isTimeOver = time.GetElapsedTime(_started, now) >= timeout;
        if (!_isOver && (isQuiet || isTimeOver))
        {
            _isOver = true;
            if (!isQuiet)
            {
                connection.Abort("the time to close is over");
            }

            connection.Input.CancelPendingRead();
        }
    }

    private async Task DiscardAsync()
    {
        PipeReader input = connection.Input;
        try
        {
            ReadResult result;
            long discarded = 0;
            do
            {
                result = await input.ReadAsync();
                Volatile.Write(ref _lastReceived, time.GetTimestamp());
                discarded += result.Buffer.Length;
                input.AdvanceTo(result.Buffer.End);
                if (discarded >= DiscardedAtOnce)
                {
                    await Task.Delay(Pause, time);
                    discarded = 0;
                }
            }
            while (!result.IsCompleted && !_isOver);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The peer has gone: that is what was waited for.
        }
    }
}
