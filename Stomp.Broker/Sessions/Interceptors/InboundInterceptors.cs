using Microsoft.Extensions.Logging;

namespace Stomp.Broker.Sessions.Interceptors;

/// <summary>The interceptors of what comes in, one after another.</summary>
/// <remarks>Thread-safe; one for each broker.</remarks>
internal sealed class InboundInterceptors(IStompInboundInterceptor[] interceptors, ILogger logger)
{
    private const string Failed = "the frame could not be processed";

    /// <summary>Has all of them look at a frame, until one refuses it. Throws nothing.</summary>
    /// <returns><see langword="false"/> when the session ended meanwhile, and the frame is not to be processed.</returns>
    public async ValueTask<bool> RunAsync(StompInboundFrame frame)
    {
        CancellationToken closed = frame.Session.Closed;
        foreach (IStompInboundInterceptor interceptor in interceptors)
        {
            try
            {
                ValueTask call = interceptor.OnFrameAsync(frame, closed);
                if (!call.IsCompletedSuccessfully)
                {
                    await call.AsTask().WaitAsync(closed);
                }
            }
            catch (OperationCanceledException) when (closed.IsCancellationRequested)
            {
                return false;
            }
            catch (Exception exception)
            {
                OnFailed(frame, exception, interceptor.GetType());
            }

            if (frame.Refusal is not null)
            {
                return true;
            }
        }

        return true;
    }

    /// <summary>An interceptor has failed, or has made a frame that is none.</summary>
    public void OnFailed(StompInboundFrame frame, Exception exception, Type? interceptor)
    {
        SessionLog.InboundInterceptorFailed(logger, exception, interceptor, frame.Session.Id);
        frame.Refuse(Failed);
    }
}
