using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Stomp.Broker;
using Stomp.Core.Protocol;
using Stomp.Core.Transports;

namespace Stomp.AspNetCore;

/// <summary>Accepts WebSockets and hands them to the broker.</summary>
internal sealed class StompWebSocketEndpoint(StompBroker broker)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await RefuseAsync(context.Response);
            return;
        }

        (string? subProtocol, StompVersion maximumVersion) = SubProtocol.Select(context.WebSockets.WebSocketRequestedProtocols);
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = subProtocol,
            KeepAliveInterval = TimeSpan.Zero, // STOMP has heart-beats of its own, without a timer for each socket
        });
        using var connection = new WebSocketConnection(socket)
        {
            RemoteEndPoint = context.Connection.RemoteIpAddress is { } address ? new IPEndPoint(address, context.Connection.RemotePort) : null,
            User = context.User,
            MaximumVersion = maximumVersion,
        };

        Task receiving = connection.RunAsync();
        await broker.RunAsync(connection);
        if (!receiving.IsCompleted)
        {
            connection.Abort("the session has ended");
        }

        await connection.Input.CompleteAsync();
        await receiving;
    }

    private static Task RefuseAsync(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status426UpgradeRequired;
        response.Headers[HeaderNames.Upgrade] = "websocket";
        response.ContentType = "text/plain";
        return response.WriteAsync("This is a STOMP endpoint: connect to it by WebSocket, with a sub-protocol of v12.stomp, v11.stomp, v10.stomp, or none.\n");
    }
}
