using Microsoft.AspNetCore.Http;
using Stomp.AspNetCore.SockJs.Frames;

namespace Stomp.AspNetCore.SockJs.Http;

/// <summary>Writes frames to a response. Each leaves at once; one that is not long is a chunk of its own.</summary>
internal sealed class HttpFrameSink(HttpContext context, FrameFormat format) : FrameSink(format)
{
    protected override async ValueTask SendAsync(ReadOnlyMemory<byte> octets, bool endOfFrame)
    {
        await context.Response.Body.WriteAsync(octets, context.RequestAborted);
        if (endOfFrame)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
