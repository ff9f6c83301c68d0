using System.Text;
using Stomp.Broker.Handlers;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Subscriptions;
using Stomp.Broker.Timing;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;
using Stomp.Core.Transports;

namespace Stomp.Broker.Sessions;

/// <summary>The message handlers of the application that a session calls. One runs at a time, and the next frame waits for it.</summary>
/// <remarks>
/// The session's loop begins each call; the members that say so others may use meanwhile. Handlers run on the thread pool, since the loop may be on a thread that
/// sockets of many share. Once there, the loop calls the next one on the same stack, as long as handlers return without waiting.
/// </remarks>
internal sealed class SessionHandlers(
    BrokerContext broker, HandlerCaller caller, SessionReplies replies, SessionErrors errors, SessionHeartBeat heartBeat, DeliveryBatch batch)
{
    // Looking after a client costs some microseconds, which is nothing after such a time.
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(20);

    private volatile StompMessageContext? _running;
    private StompCommand _command;
    private ReceiptRequest _receipt;
    private long _started;
    private volatile int _ownThread; // by its id; 0 for none: the loop may go on where it began the call, although the handler finished on the pool
    private volatile bool _isEnding;

    /// <summary>Whether a handler runs. Any thread may ask.</summary>
    public bool IsRunning => _running is not null;

    /// <summary>When the handler that runs must have finished; never where none does. Any thread may ask.</summary>
    public long Deadline =>
        _running is { IsStreaming: false } && broker.Handlers.Options.Timeout is var timeout && timeout != Timeout.InfiniteTimeSpan
            ? broker.Time.Add(Volatile.Read(ref _started), timeout)
            : long.MaxValue;

    /// <summary>Whether the handler that runs takes longer than most do, so that the loop should look after its client meanwhile. Any thread may ask.</summary>
    public bool IsSlow(long now) => IsRunning && broker.Time.GetElapsedTime(Volatile.Read(ref _started), now) >= Slow;

    /// <summary>The loop may be on a thread now that others need.</summary>
    public void LeaveThread() => _ownThread = 0;

    /// <summary>What a SEND gives its handler. Nothing of the frame is kept.</summary>
    /// <exception cref="FrameRefusedException">There is no handler.</exception>
    public StompMessageContext Capture(
        in StompFrame frame, HandlerDestinations destinations, ReadOnlySpan<byte> destination, ReceiptRequest receipt, byte[]? replyTo)
    {
        StompMessageContext context = Create(frame, destinations, destination, null, receipt);
        if (replyTo is not null)
        {
            context.Headers = context.Headers.With("reply-to", Encoding.ASCII.GetString(replyTo));
        }

        frame.CopyBodyTo(context.TakeBody(frame.BodyLength));
        return context;
    }

    /// <summary>Calls the handler of a SEND.</summary>
    /// <returns>What must be waited for; <see langword="null"/> when it has finished.</returns>
    public Task? Send(StompMessageContext context)
    {
        batch.WakeAll(); // what was delivered before must not wait for the handler
        Begin(context, StompCommand.Send, context.Receipt);
        if (_ownThread != Environment.CurrentManagedThreadId)
        {
            return SendOnPoolAsync(context);
        }

        // The loop does not read while the handler has its thread: silence of the client means nothing.
        heartBeat.Hold();
        ValueTask sending = SendAsync(context, batch, StompCommand.Send, context.Receipt);
        heartBeat.Unhold();
        if (sending.IsCompletedSuccessfully)
        {
            return null;
        }

        _ownThread = 0;
        return sending.AsTask();
    }

    /// <summary>Calls the handlers of the SENDs of a transaction that was applied, one after another, until one fails; then answers the receipt of COMMIT.</summary>
    public async Task CommitAsync(IReadOnlyList<StompMessageContext> contexts, ReceiptRequest receipt)
    {
        Begin(contexts[0], StompCommand.Commit, receipt);
        await Task.Yield();
        _ownThread = 0;
        bool hasFailed = false;
        foreach (StompMessageContext context in contexts)
        {
            if (hasFailed)
            {
                await broker.Handlers.DisposeAsync(context);
                continue;
            }

            Begin(context, StompCommand.Commit, receipt);
            hasFailed = !await TrySendAsync(context, null, StompCommand.Commit, receipt);
        }

        if (!hasFailed)
        {
            Receipt(receipt, null);
        }
    }

    /// <summary>Calls the handler of a SUBSCRIBE. The receipt comes before the first message (C-131).</summary>
    public async Task SubscribeAsync(HandlerDestinations destinations, StompMessageContext context)
    {
        Begin(context, StompCommand.Subscribe, context.Receipt);
        await Task.Yield();
        _ownThread = 0;
        (IAsyncEnumerable<object?>? stream, Message? message, HandlerFailure? failure) = await broker.Handlers.SubscribeAsync(context);
        if (stream is null)
        {
            await broker.Handlers.DisposeAsync(context); // in the handler's time, as after SEND
        }

        _running = null;
        bool isAwaited = context.TryFinish();
        if (stream is not null && !isAwaited)
        {
            await broker.Handlers.DisposeAsync(context);
        }

        if (!isAwaited)
        {
            message?.Release();
            return;
        }

        if (failure is not null)
        {
            Fail(context, failure, StompCommand.Subscribe, context.Receipt);
            return;
        }

        DeliveryBatch own = DeliveryBatch.OfThread;
        caller.Outbox.Hold();
        replies.Receipt(context.Receipt, own);

        if (message is not null)
        {
            context.Subscription!.Deliver(new ReadOnlySpan<Message>(in message), own);
        }

        caller.Outbox.Unhold(own);
        own.DrainAll();
        if (stream is not null)
        {
            destinations.AddStream(context.Subscription!, context);
            _ = StreamAsync(destinations, context, stream);
        }
    }

    /// <summary>What a SUBSCRIBE gives its handler.</summary>
    /// <exception cref="FrameRefusedException">There is no handler.</exception>
    public StompMessageContext CaptureSubscribe(in StompFrame frame, HandlerDestinations destinations, Subscription subscription, ReceiptRequest receipt) =>
        Create(frame, destinations, subscription.Destination, subscription, receipt);

    /// <summary>
    /// The end of the session was asked for. Any thread may call it. When the broker stops, handlers have the time that it gives; streams, which may have no end, and
    /// handlers of a session that ends for any other reason are told.
    /// </summary>
    public void OnEnding(bool isShutdown)
    {
        _isEnding = true;
        if (_running is { } running && (!isShutdown || running.IsStreaming))
        {
            running.Cancel();
        }
    }

    /// <summary>The client has gone, or nobody is waited for any more: the handler that runs is told. Any thread may call it.</summary>
    public void Cancel() => _running?.Cancel();

    /// <summary>Gives up the handler that runs because its time is over, and answers for it. The loop calls it while it waits.</summary>
    /// <returns><see langword="false"/> when the handler has just finished.</returns>
    public bool TryGiveUp()
    {
        if (_running is not { } running || !running.TryFinish())
        {
            return false;
        }

        errors.Fail(broker.Handlers.TimeOut(running), CloseStatus.PolicyViolation, null, _command, _receipt.Octets, batch);
        return true;
    }

    private async Task SendOnPoolAsync(StompMessageContext context)
    {
        await Task.Yield();
        ValueTask sending = SendAsync(context, null, StompCommand.Send, context.Receipt);
        _ownThread = sending.IsCompleted ? Environment.CurrentManagedThreadId : 0;
        await sending;
    }

    private async ValueTask SendAsync(StompMessageContext context, DeliveryBatch? batch, StompCommand command, ReceiptRequest receipt)
    {
        ValueTask<bool> sending = TrySendAsync(context, batch, command, receipt);
        batch = sending.IsCompleted ? batch : null;
        if (await sending)
        {
            Receipt(receipt, batch);
        }
    }

    private async ValueTask<bool> TrySendAsync(StompMessageContext context, DeliveryBatch? batch, StompCommand command, ReceiptRequest receipt)
    {
        HandlerFailure? failure = await broker.Handlers.SendAsync(context, batch);
        await broker.Handlers.DisposeAsync(context);
        _running = null;
        if (!context.TryFinish())
        {
            return false; // nobody waits for it any more
        }

        if (failure is null)
        {
            return true;
        }

        Fail(context, failure, command, receipt);
        return false;
    }

    // Before the loop waits: it looks after what it sees running.
    private void Begin(StompMessageContext context, StompCommand command, ReceiptRequest receipt)
    {
        (_command, _receipt) = (command, receipt);
        Volatile.Write(ref _started, broker.Time.GetTimestamp());
        _running = context;
        if (_isEnding && context.Handler.IsStream)
        {
            context.Cancel();
        }
    }

    private void Receipt(ReceiptRequest receipt, DeliveryBatch? batch)
    {
        if (receipt.Id is null)
        {
            return;
        }

        DeliveryBatch used = batch ?? DeliveryBatch.OfThread;
        replies.Receipt(receipt, used);
        if (batch is null)
        {
            used.DrainAll();
        }
    }

    private void Fail(StompMessageContext context, HandlerFailure failure, StompCommand command, ReceiptRequest receipt)
    {
        bool hasStatus = receipt.HasStatus && command == StompCommand.Send; // what a COMMIT has done before stays done
        if (failure.Text is null || (broker.Handlers.TrySendError(context, failure.Text, receipt.Id) && !hasStatus))
        {
            return;
        }

        DeliveryBatch own = DeliveryBatch.OfThread;
        if (hasStatus)
        {
            replies.Status(receipt.Id, failure.Text, limit: null, own);
        }
        else
        {
            errors.Fail(failure.Text, CloseStatus.PolicyViolation, null, command, receipt.Octets, own);
        }

        own.WakeAll();
    }

    // Besides the session's other frames: a stream may have no end.
    private async Task StreamAsync(HandlerDestinations destinations, StompMessageContext context, IAsyncEnumerable<object?> stream)
    {
        await Task.Yield();
        HandlerFailure? failure = await broker.Handlers.StreamAsync(context, stream);
        destinations.RemoveStream(context.Subscription!);
        if (failure?.Text is not null && !broker.Handlers.TrySendError(context, failure.Text, null))
        {
            context.Session.Close(failure.Text);
        }
    }

    private StompMessageContext Create(
        in StompFrame frame, HandlerDestinations destinations, ReadOnlySpan<byte> destination, Subscription? subscription, ReceiptRequest receipt)
    {
        HandlerKind kind = subscription is null ? HandlerKind.Message : HandlerKind.Subscribe;
        HandlerRegistry registry = destinations.Registry;
        MessageHandler handler = destinations.Find(kind, destination, out string[] values)
            ?? throw FrameRefusedException.ByDestination(destinations.Explain(kind, destination));
        return new StompMessageContext(registry, handler, caller, Encoding.UTF8.GetString(destination), destinations.Prefix.Length, values)
        {
            Headers = handler.NeedsHeaders || registry.ExceptionsNeedHeaders ? StompHeaders.Read(frame.Headers) : StompHeaders.Empty,
            ContentType = frame.Headers.TryGetValue(KnownHeader.ContentType, out ReadOnlySpan<byte> type) ? GetContentType(type) : null,
            Subscription = subscription,
            Receipt = receipt,
        };
    }

    private static string GetContentType(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("application/json"u8) ? "application/json" : Encoding.UTF8.GetString(type);
}
