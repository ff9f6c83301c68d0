using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Stomp.AspNetCore.SockJs.Frames;
using Stomp.AspNetCore.SockJs.Sessions;

namespace Stomp.AspNetCore.SockJs.Http;

/// <summary>A request that takes frames: one (polling), or those that come until its response is long enough (streaming).</summary>
internal sealed class HttpReceiver(HttpContext context, SockJsSession session, FrameSink sink, long maxBytes) : IReceiver
{
    // A client may ask again, on another connection, before this side knows that its last request has ended or broken: some round trips.
    private static readonly TimeSpan OtherMayLeave = TimeSpan.FromMilliseconds(100);

    public void Abort() => context.Abort();

    /// <summary>Answers the request.</summary>
    /// <param name="prelude">What the response begins with.</param>
    public async Task RunAsync(byte[] prelude)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            if (prelude.Length > 0)
            {
                await context.Response.Body.WriteAsync(prelude, context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }

            if (await AttachAsync() is { } refusal)
            {
                await sink.WriteAsync(new Outgoing(FrameKind.Close, Close: refusal));
                return;
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return; // the client has gone, and has taken nothing from the session
        }

        await using CancellationTokenRegistration aborted = context.RequestAborted.Register(() => session.Interrupt(this));
        try
        {
            await DeliverAsync();
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The client has gone.
        }
        finally
        {
            session.Interrupt(this); // which does nothing to a session that it has left
        }
    }

    private async Task<CloseFrame?> AttachAsync()
    {
        CloseFrame? refusal = session.Attach(this);
        if (refusal != CloseFrame.AnotherConnection)
        {
            return refusal;
        }

        await Task.WhenAny(session.WhenReceiverLeftAsync(), Task.Delay(OtherMayLeave, context.RequestAborted));
        return session.Attach(this);
    }

    private async Task DeliverAsync()
    {
        Outgoing next;
        do
        {
            next = await session.TakeAsync(this);
            if (next.Kind == FrameKind.None)
            {
                return;
            }

            try
            {
                await sink.WriteAsync(next);
            }
            finally
            {
                next.Messages?.Clear();
            }

            // To a connection that is gone the server writes without a word.
            context.RequestAborted.ThrowIfCancellationRequested();
            session.OnWritten(next.Kind);
        }
        while (next.Kind != FrameKind.Close && sink.Written < maxBytes);

        // The client sees the end of the response only after this, and may ask again then.
        session.Detach(this);
    }
}
