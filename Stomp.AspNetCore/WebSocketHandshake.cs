using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;

namespace Stomp.AspNetCore;

/// <summary>The server's part of the WebSocket handshake: RFC 6455, section 4.2.2, and RFC 8441 over HTTP/2.</summary>
internal static class WebSocketHandshake
{
    // RFC 6455, section 1.3.
    private static ReadOnlySpan<byte> AcceptSuffix => "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;

    /// <summary>Accepts a request that <see cref="WebSocketManager.IsWebSocketRequest"/> found right.</summary>
    /// <returns>The connection as a stream; <see langword="null"/>, with nothing answered, when the server gives none, and only a WebSocket of its own.</returns>
    public static async Task<Stream?> TryAcceptAsync(HttpContext context, string? subProtocol)
    {
        IHttpExtendedConnectFeature? connect = context.Features.Get<IHttpExtendedConnectFeature>();
        IHttpUpgradeFeature? upgrade = context.Features.Get<IHttpUpgradeFeature>();
        bool isConnect = connect is { IsExtendedConnect: true };
        if (!isConnect && upgrade is not { IsUpgradableRequest: true })
        {
            return null;
        }

        IHeaderDictionary headers = context.Response.Headers;
        if (subProtocol is not null)
        {
            headers.SecWebSocketProtocol = subProtocol;
        }

        // Heart-beats and the limits of the outbox say how slow a peer may be.
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } requestRate)
        {
            requestRate.MinDataRate = null;
        }

        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } responseRate)
        {
            responseRate.MinDataRate = null;
        }

        // The time that the application gives a request to be answered in: it is.
        context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        if (isConnect)
        {
            return await connect!.AcceptAsync();
        }

        headers.Connection = HeaderNames.Upgrade;
        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = GetAccept(context.Request.Headers.SecWebSocketKey.ToString());
        return await upgrade!.UpgradeAsync();
    }

    private static string GetAccept(string key)
    {
        byte[] octets = [.. Encoding.ASCII.GetBytes(key), .. AcceptSuffix];
#pragma warning disable CA5350 // The protocol's choice; nothing is protected by it.
        return Convert.ToBase64String(SHA1.HashData(octets));
#pragma warning restore CA5350
    }
}
