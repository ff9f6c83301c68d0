using Microsoft.Extensions.Logging;
using Stomp.Broker.Configuration;
using Stomp.Broker.Diagnostics;
using Stomp.Broker.Handlers.Results;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;

namespace Stomp.Broker.Handlers;

/// <summary>Calls handlers, sends what they return, and has exceptions handled.</summary>
/// <remarks>Thread-safe; one for a broker.</remarks>
internal sealed class HandlerCalls(HandlerRegistry registry, ResultSender sender, StompHandlerOptions options, TimeProvider time, ILogger logger)
{
    // As many a second as an operator can read: clients can make a handler fail as often as they like.
    private readonly LogThrottle _failures = new(time, perSecond: 10);

    private TaskCompletionSource? _idle;
    private int _streams;

    public StompHandlerOptions Options => options;

    /// <summary>Whether there are none, so that sessions need nothing for them.</summary>
    public bool IsEmpty => registry.IsEmpty;

    /// <summary>Calls the handler of a message and sends its results, those of a stream one after another.</summary>
    /// <param name="context">The message.</param>
    /// <param name="batch">What is used while the handler runs on the caller's stack; afterwards each thread uses its own.</param>
    /// <returns>How it failed; <see langword="null"/> when it did not, or a handler of exceptions took it.</returns>
    public async ValueTask<HandlerFailure?> SendAsync(StompMessageContext context, DeliveryBatch? batch)
    {
        try
        {
            ValueTask<HandlerResult> invoking = context.Handler.InvokeAsync(context);
            batch = invoking.IsCompleted ? batch : null;
            HandlerResult result = await invoking;
            if (result.Stream is not null)
            {
                await SendAllAsync(context, result.Stream);
            }
            else if (result.Value is not null && !context.IsFinished)
            {
                Send(context, context.Handler, result.Value, batch);
            }

            return null;
        }
        catch (Exception exception)
        {
            return await HandleAsync(context, exception);
        }
    }

    /// <summary>Calls the handler of a subscription; what is for the subscription itself is left to the caller.</summary>
    /// <returns>The result, of which values were sent where they go but to the subscription; the message for it; and how it failed.</returns>
    public async ValueTask<(IAsyncEnumerable<object?>? Stream, Message? Message, HandlerFailure? Failure)> SubscribeAsync(StompMessageContext context)
    {
        try
        {
            HandlerResult result = await context.Handler.InvokeAsync(context);
            Message? message = result.Value is null || context.IsFinished ? null : Send(context, context.Handler, result.Value, null);
            return (result.Stream, message, null);
        }
        catch (Exception exception)
        {
            return (null, null, await HandleAsync(context, exception));
        }
    }

    /// <summary>Sends a stream to a subscription, and elsewhere if it goes there, until it ends or the subscription does.</summary>
    public async Task<HandlerFailure?> StreamAsync(StompMessageContext context, IAsyncEnumerable<object?> stream)
    {
        Interlocked.Increment(ref _streams);
        try
        {
            await SendAllAsync(context, stream);
            return null;
        }
        catch (Exception exception)
        {
            return await HandleAsync(context, exception);
        }
        finally
        {
            await DisposeAsync(context);
            if (Interlocked.Decrement(ref _streams) == 0)
            {
                Volatile.Read(ref _idle)?.TrySetResult();
            }
        }
    }

    /// <summary>Completes when no subscription has a stream any more. For the end of the broker, when all sessions have ended.</summary>
    public Task WhenIdleAsync()
    {
        TaskCompletionSource idle = Interlocked.CompareExchange(ref _idle, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null) ?? _idle!;
        if (Volatile.Read(ref _streams) == 0)
        {
            idle.TrySetResult();
        }

        return idle.Task;
    }

    /// <summary>Lets go of what a message held. What goes wrong in services of the application is logged.</summary>
    public async ValueTask DisposeAsync(StompMessageContext context)
    {
        try
        {
            await ((IAsyncDisposable)context).DisposeAsync();
        }
        catch (Exception exception)
        {
            Log(context, exception);
        }
    }

    /// <summary>Tells the client of a failure as a message, if it is to be told so.</summary>
    /// <returns><see langword="false"/> when it must be told by ERROR.</returns>
    public bool TrySendError(StompMessageContext context, string text, byte[]? receipt)
    {
        if (options.Errors != StompHandlerErrors.UserQueue)
        {
            return false;
        }

        List<KeyValuePair<string, string>> headers = [new("failed-destination", context.Destination)];
        if (receipt is not null)
        {
            headers.Add(new("failed-receipt", System.Text.Encoding.UTF8.GetString(receipt)));
        }

        DeliveryBatch batch = DeliveryBatch.OfThread;
        bool isSent = sender.SendError(context, text, headers, batch);
        batch.WakeAll();
        return isSent;
    }

    /// <summary>The time of a handler is over.</summary>
    public string TimeOut(StompMessageContext context)
    {
        context.Cancel();
        HandlerLog.TimedOut(logger, context.Handler.Name, context.Destination, context.Session.Id, options.Timeout.TotalSeconds);
        return $"the handler of '{context.Destination}' did not finish within the limit of {options.Timeout.TotalSeconds:0.###} s ({nameof(StompHandlerOptions)}.{nameof(options.Timeout)})";
    }

    private async Task SendAllAsync(StompMessageContext context, IAsyncEnumerable<object?> stream)
    {
        context.IsStreaming = true;
        await foreach (object? element in stream.WithCancellation(context.CancellationToken))
        {
            if (element is not null && !context.IsCancelled)
            {
                await RoomSignal.WaitAsync(context.Caller.Outbox, context.CancellationToken);
                Message? message = Send(context, context.Handler, element, null);
                if (message is not null)
                {
                    Deliver(context, message);
                }
            }
        }
    }

    private static void Deliver(StompMessageContext context, Message message)
    {
        DeliveryBatch batch = DeliveryBatch.OfThread;
        context.Subscription!.Deliver(new ReadOnlySpan<Message>(in message), batch);
        batch.WakeAll();
    }

    private Message? Send(StompMessageContext context, MessageHandler handler, object value, DeliveryBatch? batch)
    {
        if (batch is not null)
        {
            return sender.Send(context, handler, value, batch);
        }

        batch = DeliveryBatch.OfThread;
        try
        {
            return sender.Send(context, handler, value, batch);
        }
        finally
        {
            batch.DrainAll();
        }
    }

    private async ValueTask<HandlerFailure?> HandleAsync(StompMessageContext context, Exception exception)
    {
        if (exception is OperationCanceledException && context.IsCancelled)
        {
            return new HandlerFailure(Text: null);
        }

        if (registry.FindExceptionHandler(context.Handler, exception) is { } handler && (context.IsStreaming || !context.IsFinished))
        {
            try
            {
                context.Exception = exception;
                HandlerResult result = await handler.InvokeAsync(context);
                if (result.Value is not null)
                {
                    Send(context, handler, result.Value, null);
                }

                return null;
            }
            catch (Exception second)
            {
                HandlerLog.ExceptionHandlerFailed(logger, second, handler.Name, context.Handler.Name);
            }
        }

        Log(context, exception);
        string text = exception is StompHandlerException
            ? exception.Message
            : $"the handler of '{context.Destination}' failed";
        return new HandlerFailure(options.ShowExceptions && exception is not StompHandlerException ? $"{text}: {exception.GetType()}: {exception.Message}" : text);
    }

    private void Log(StompMessageContext context, Exception exception)
    {
        if (exception is StompHandlerException)
        {
            HandlerLog.Refused(logger, context.Handler.Name, context.Destination, context.Session.Id, exception.Message);
        }
        else if (_failures.TryPass(out int suppressed))
        {
            HandlerLog.Failed(logger, exception, context.Handler.Name, context.Destination, context.Session.Id, suppressed);
        }
    }
}
