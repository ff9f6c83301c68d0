using System.Buffers;
using System.IO.Pipelines;
using Stomp.Core.Transports;

namespace Stomp.Broker.Sessions;

/// <summary>
/// How the session's loop waits: for an authenticator, a message handler, or a destination that is full. Most handlers are done soon. What is not must not
/// keep the loop from seeing that the client gives signs of life, or has gone: then it reads on, and consumes nothing.
/// </summary>
/// <remarks>The session's loop uses it, and the ticker what says so.</remarks>
internal sealed class SessionHandlerWait(
    StompConnection connection,
    SessionHandlers? handlers,
    SessionRoom room,
    SessionHeartBeat heartBeat,
    TimeProvider time,
    Action runOrders,
    Func<bool> isEndRequested)
{
    // What is read of a client's next frames: as much as a transport reads at once. The rest is left to it, so that the client cannot send.
    private const int MaxBytes = 64 * 1024;

    private TaskCompletionSource _attention = CreateAttention();
    private bool _isBlind;
    private Task<ReadResult>? _reading;
    private ReadResult? _held;
    private bool _isFinished;
    private long _seen;
    private long _examined; // octets behind those consumed, which the transport was told were looked at

    /// <summary>Whether octets wait to be processed that the transport does not offer again by itself.</summary>
    public bool HasUnread => _examined > 0;

    /// <summary>The loop has consumed some of what was read, and is not done with the rest.</summary>
    /// <returns>What it has looked at: at least what the transport was told of before.</returns>
    public SequencePosition GetExamined(in ReadOnlySequence<byte> buffer, SequencePosition consumed)
    {
        if (_examined == 0)
        {
            return consumed;
        }

        _examined = Math.Max(0, _examined - buffer.Slice(0, consumed).Length);
        return buffer.GetPosition(_examined, consumed);
    }

    /// <summary>The loop has looked at all that was read.</summary>
    public void OnAllExamined() => _examined = 0;

    /// <summary>Has the loop look after a handler that takes its time. The ticker calls it.</summary>
    public void Tick(long now)
    {
        TaskCompletionSource attention = Volatile.Read(ref _attention); // first: what is slow must not be what was waited for before
        if (room.IsWaiting || handlers?.IsSlow(now) == true)
        {
            attention.TrySetResult();
        }
    }

    /// <summary>Waits until it is done, or given up because the time of the handler is over.</summary>
    public async Task WaitAsync(Task pending)
    {
        SetBlind(true);
        if (_attention.Task.IsCompleted)
        {
            Volatile.Write(ref _attention, CreateAttention()); // it was for a handler that has finished
        }

        if (pending.IsCompleted
            || await Task.WhenAny(pending, _attention.Task) == pending
            || !await WatchAsync(pending))
        {
            await pending;
        }

        SetBlind(false);
    }

    private static TaskCompletionSource CreateAttention() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<bool> WatchAsync(Task pending)
    {
        (_isFinished, _seen) = (false, 0);
        bool isGivenUp = false;
        while (!isGivenUp && !pending.IsCompleted)
        {
            Volatile.Write(ref _attention, CreateAttention());
            if (_reading is null && _held is null && !_isFinished)
            {
                _reading = ReadAsync();
            }

            SetBlind(_reading is null);
            await Task.WhenAny(pending, _attention.Task, _reading ?? pending);
            if (_reading is { IsCompleted: true })
            {
                await LookAsync(_reading);
            }

            isGivenUp = !pending.IsCompleted && handlers is not null && time.GetTimestamp() >= handlers.Deadline && handlers.TryGiveUp();
        }

        await EndReadingAsync();
        return isGivenUp;
    }

    // While the loop does not read, silence means nothing.
    private void SetBlind(bool isBlind)
    {
        if (isBlind != _isBlind)
        {
            _isBlind = isBlind;
            if (isBlind)
            {
                heartBeat.Hold();
            }
            else
            {
                heartBeat.Unhold();
            }
        }
    }

    // A pipe that broke before throws at once, and not when the read is awaited.
    private async Task<ReadResult> ReadAsync() => await connection.Input.ReadAsync();

    private async Task LookAsync(Task<ReadResult> reading)
    {
        _reading = null;
        ReadResult result;
        try
        {
            result = await reading;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            _isFinished = true; // the loop meets it again
            handlers?.Cancel();
            room.End();
            return;
        }

        runOrders();
        if (result.Buffer.Length > _seen)
        {
            _seen = result.Buffer.Length;
            heartBeat.OnReceived();
        }

        if (result.IsCompleted)
        {
            handlers?.Cancel();
            room.End();
        }

        _isFinished = result.IsCompleted || isEndRequested();
        if (_seen > MaxBytes)
        {
            _held = result; // to say that it was looked at would make the transport read more
        }
        else
        {
            Examine(result);
        }
    }

    private void Examine(in ReadResult result)
    {
        _examined = result.Buffer.Length;
        connection.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
    }

    private async Task EndReadingAsync()
    {
        if (_reading is { } reading)
        {
            _reading = null;
            connection.Input.CancelPendingRead();
            await LookAsync(reading);
        }

        if (_held is { } held)
        {
            _held = null;
            Examine(held);
        }
    }
}
