using System.Net;
using System.Net.WebSockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Net.Http.Headers;
using Stomp.Core.Protocol;
using Stomp.Core.Transports;

namespace Stomp.AspNetCore;

/// <summary>Accepts WebSockets and hands them to the broker, or who stands in for it.</summary>
internal sealed class StompWebSocketEndpoint(Func<StompConnection, Task> serve, StompWebSocketOptions options)
{
    // Clients that cannot choose what they send first, or whose text messages end at a NUL, say it in the address (W-10).
    private const string BinaryParameter = "binary";

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers[HeaderNames.Upgrade] = "websocket";
            await RefuseAsync(
                context.Response,
                StatusCodes.Status426UpgradeRequired,
                "This is a STOMP endpoint: connect to it by WebSocket, with a sub-protocol of v12.stomp, v11.stomp, v10.stomp, or none.");
            return;
        }

        if (!OriginPolicy.Allows(context.Request, options.AllowedOrigins))
        {
            await RefuseAsync(
                context.Response,
                StatusCodes.Status403Forbidden,
                "Pages of this origin may not connect to this STOMP endpoint; its option AllowedOrigins says which ones may.");
            return;
        }

        (string? subProtocol, StompVersion maximumVersion) = SubProtocol.Select(context.WebSockets.WebSocketRequestedProtocols);
        EndPoint? remote = context.Connection.RemoteIpAddress is { } address ? new IPEndPoint(address, context.Connection.RemotePort) : null;

        // HttpContext.User makes an empty one where nothing authenticates, and keeps it.
        ClaimsPrincipal? user = context.Features.Get<IHttpAuthenticationFeature>()?.User;
        bool sendsBinary = string.Equals(context.Request.Query[BinaryParameter], "true", StringComparison.OrdinalIgnoreCase);
        if (await WebSocketHandshake.TryAcceptAsync(context, subProtocol) is { } stream)
        {
            using var connection = new WebSocketServerConnection(stream, _ => context.Abort())
            {
                RemoteEndPoint = remote,
                User = user,
                UserExpires = options.CloseOnAuthenticationExpiration ? HandshakeCredentials.GetUserExpires(context) : null,
                BearerToken = HandshakeCredentials.GetBearerToken(context.Request),
                MaximumVersion = maximumVersion,
                MaxMessageBytes = options.MaxMessageBytes,
                SendsBinary = sendsBinary,
            };
            await ServeAsync(connection, connection.RunAsync(), () => connection.HasEnded);
        }
        else
        {
            // A test server, say, has no stream to give.
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
            {
                SubProtocol = subProtocol,
                DangerousEnableCompression = false, // a client could inflate little input to any amount before it has said who it is (W-9)
                KeepAliveInterval = TimeSpan.Zero, // STOMP has heart-beats of its own, without a timer for each socket
            });
            using var connection = new WebSocketConnection(socket)
            {
                RemoteEndPoint = remote,
                User = user,
                UserExpires = options.CloseOnAuthenticationExpiration ? HandshakeCredentials.GetUserExpires(context) : null,
                BearerToken = HandshakeCredentials.GetBearerToken(context.Request),
                MaximumVersion = maximumVersion,
                MaxMessageBytes = options.MaxMessageBytes,
                SendsBinary = sendsBinary,
            };
            await ServeAsync(connection, connection.RunAsync(), () => connection.HasEnded);
        }
    }

    private async Task ServeAsync(StompConnection connection, Task receiving, Func<bool> hasEnded)
    {
        await serve(connection);
        if (!hasEnded())
        {
            connection.Abort("the session has ended");
        }

        await connection.Input.CompleteAsync();
        await receiving;
    }

    private static Task RefuseAsync(HttpResponse response, int status, string sentence)
    {
        response.StatusCode = status;
        response.ContentType = "text/plain";
        return response.WriteAsync($"{sentence}\n");
    }
}
