using System.Globalization;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Stomp.AspNetCore.SockJs.Http;
using Stomp.AspNetCore.SockJs.Sessions;
using Stomp.AspNetCore.SockJs.WebSockets;
using Stomp.Broker.Diagnostics;
using Stomp.Core.Transports;

namespace Stomp.AspNetCore.SockJs;

/// <summary>Answers all requests at and below the path of an endpoint (sockjs-protocol 0.3.3).</summary>
internal sealed class SockJsEndpoint
{
    private const string Get = "GET";
    private const string Post = "POST";

    // A few a second tell an operator as much as all of them.
    private const int LogsPerSecond = 1;

    private readonly SessionSettings _settings;
    private readonly SessionTable _sessions;
    private readonly IframePage _iframe;
    private readonly StompWebSocketEndpoint _rawWebSocket;
    private readonly LogThrottle _refusals;
    private readonly ILogger _logger;

    /// <summary>Creates an endpoint.</summary>
    /// <param name="settings">What its sessions share.</param>
    /// <param name="serve">Serves a session to its end.</param>
    /// <param name="logger">Gets what sessions log.</param>
    public SockJsEndpoint(SessionSettings settings, Func<StompConnection, Task> serve, ILogger logger)
    {
        _settings = settings;
        _logger = logger;
        _sessions = new SessionTable(settings, serve, logger);
        _iframe = new IframePage(settings.Options);
        _rawWebSocket = new StompWebSocketEndpoint(serve, new StompWebSocketOptions
        {
            AllowedOrigins = settings.Options.AllowedOrigins,
            CloseOnAuthenticationExpiration = settings.Options.CloseOnAuthenticationExpiration,
        });
        _refusals = new LogThrottle(settings.Time, LogsPerSecond);
    }

    private StompSockJsOptions Options => _settings.Options;

    /// <summary>The sessions over HTTP that there are now.</summary>
    public int SessionCount => _sessions.Count;

    /// <summary>Answers the question of a browser whether a page may make a request: those have no user yet.</summary>
    public Task AnswerPreflightAsync(HttpContext context)
    {
        string? method = !SockJsPath.TryRead(context.Request, out SockJsPath path) ? null : (path.Session.Length > 0, path.Name) switch
        {
            (false, "info") => Get,
            (true, "xhr" or "xhr_streaming" or "xhr_send") => Post,
            _ => null,
        };
        if (method is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        if (RefuseOrigin(context, isScript: false) is { } refused)
        {
            return refused;
        }

        ResponseHeaders.SetPreflight(context, method, _settings.Time);
        return Task.CompletedTask;
    }

    /// <summary>Answers any other request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
            if (!SockJsPath.TryRead(context.Request, out SockJsPath path))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            await (path.Session.Length > 0 ? AnswerSessionAsync(context, path) : AnswerResourceAsync(context, path.Name));
        }
        catch (Exception exception)
            when (context.RequestAborted.IsCancellationRequested && exception is IOException or OperationCanceledException)
        {
            // The client has gone; what it had asked for is nobody's any more.
        }
    }

    private Task AnswerResourceAsync(HttpContext context, string name)
    {
        switch (name)
        {
            case "":
                return RefuseMethod(context, Get) ?? GreetAsync(context);
            case "websocket" when Options.WebSocketEnabled:
                return _rawWebSocket.InvokeAsync(context);
            case "info":
                return RefuseMethod(context, Get) ?? RefuseOrigin(context, isScript: false) ?? AnswerInfoAsync(context);
            case var page when IframePage.HasName(page):
                return RefuseMethod(context, Get) ?? _iframe.WriteAsync(context, _settings.Time);
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
        }
    }

    private Task AnswerSessionAsync(HttpContext context, SockJsPath path)
    {
        if (path.Name == "websocket" && Options.WebSocketEnabled)
        {
            return (context.WebSockets.IsWebSocketRequest ? null : RefuseMethod(context, Get) ?? RefuseNoWebSocketAsync(context))
                ?? RefuseOrigin(context, isScript: false)
                ?? CarryOverWebSocketAsync(context);
        }

        if (path.Name is "xhr_send" or "jsonp_send")
        {
            return RefuseMethod(context, Post)
                ?? RefuseOrigin(context, isScript: false)
                ?? ReceiveMessagesAsync(context, path.Session, isXhr: path.Name == "xhr_send");
        }

        if (ReceiveTransport.Find(path.Name) is not { } transport)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return RefuseMethod(context, transport.Method)
            ?? RefuseOrigin(context, transport.HasCallback)
            ?? DeliverAsync(context, path.Session, transport);
    }

    private static Task GreetAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            return WriteAsync(context, StatusCodes.Status400BadRequest, "This is a SockJS endpoint: without a SockJS client connect to the path below it that ends with /websocket.\n");
        }

        return WriteAsync(context, StatusCodes.Status200OK, "Welcome to SockJS!\n");
    }

    private Task AnswerInfoAsync(HttpContext context)
    {
        ResponseHeaders.SetCors(context);
        return InfoResponse.WriteAsync(context, Options);
    }

    private async Task DeliverAsync(HttpContext context, string id, ReceiveTransport transport)
    {
        string callback = "";
        if (transport.HasCallback)
        {
            ResponseHeaders.SetNotCached(context.Response);
            callback = context.Request.Query["c"].ToString();
            if (callback.Length == 0 || !ReceiveTransport.IsCallback(callback))
            {
                await WriteAsync(
                    context,
                    StatusCodes.Status500InternalServerError,
                    callback.Length == 0 ? "\"callback\" parameter required\n" : "invalid \"callback\" parameter\n");
                return;
            }
        }

        SetSessionHeaders(context);
        SockJsSession? session = _sessions.FindOrAdd(context, id, $"sockjs-{transport.Name.Replace('_', '-')}", out bool isFull);
        if (session is null)
        {
            await RefuseSessionAsync(context, isFull);
            return;
        }

        context.Response.ContentType = transport.ContentType;
        if (transport.IsStreaming)
        {
            context.Response.Headers["X-Accel-Buffering"] = "no"; // a proxy that gathers what it passes on would keep it to itself
        }

        var receiver = new HttpReceiver(
            context, session, new HttpFrameSink(context, transport.GetFormat(callback)), transport.IsStreaming ? Options.MaxStreamBytes : 0);
        await receiver.RunAsync(transport.GetPrelude(callback));
    }

    private async Task ReceiveMessagesAsync(HttpContext context, string id, bool isXhr)
    {
        SetSessionHeaders(context);
        if (_sessions.Find(context, id) is not { } session)
        {
            await RefuseSessionAsync(context, isFull: false);
            return;
        }

        if (await SendRequest.ReceiveAsync(context, session, mayBeForm: !isXhr, _settings.MessageEnd) is ({ } status, { } sentence))
        {
            await WriteAsync(context, status, $"{sentence}\n");
        }
        else if (isXhr)
        {
            // The type is for old browsers, which take a response without one for XML, and complain.
            context.Response.ContentType = ResponseHeaders.PlainText;
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            await WriteAsync(context, StatusCodes.Status200OK, "ok");
        }
    }

    private async Task CarryOverWebSocketAsync(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            DangerousEnableCompression = false, // a client could inflate little input to any amount before it has said who it is (W-9)
            KeepAliveInterval = TimeSpan.Zero, // the session has heart-beats of its own, without a timer for each socket
        });
        var session = new SockJsSession(_settings, "sockjs-websocket")
        {
            Owner = _sessions.GetOwner(context),
            RemoteEndPoint = SessionTable.GetRemoteEndPoint(context),
            User = context.User,
            UserExpires = Options.CloseOnAuthenticationExpiration ? HandshakeCredentials.GetUserExpires(context) : null,
            BearerToken = HandshakeCredentials.GetBearerToken(context.Request),
        };
        try
        {
            Task served = _sessions.ServeAsync(session);
            await new WebSocketReceiver(socket, session, _settings).RunAsync();
            await served;
        }
        finally
        {
            _settings.Ticker.Remove(session);
        }
    }

    private void SetSessionHeaders(HttpContext context)
    {
        ResponseHeaders.SetCors(context);
        ResponseHeaders.SetNotCached(context.Response);
        if (Options.CookieNeeded)
        {
            ResponseHeaders.SetSessionCookie(context);
        }
    }

    private Task RefuseSessionAsync(HttpContext context, bool isFull)
    {
        if (!isFull)
        {
            return WriteAsync(context, StatusCodes.Status404NotFound, "There is no such session.\n");
        }

        if (_refusals.TryPass(out int suppressed))
        {
            SockJsLog.Full(_logger, Options.MaxSessions, suppressed);
        }

        return WriteAsync(
            context,
            StatusCodes.Status503ServiceUnavailable,
            string.Create(CultureInfo.InvariantCulture, $"The server exceeds the limit of {Options.MaxSessions} sessions (MaxSessions).\n"));
    }

    // Each answers the request, or is null when there is nothing to refuse.
    private static Task? RefuseMethod(HttpContext context, string method)
    {
        if (context.Request.Method == method)
        {
            return null;
        }

        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = method;
        return Task.CompletedTask;
    }

    private Task? RefuseOrigin(HttpContext context, bool isScript) =>
        RequestOrigin.IsAllowed(context.Request, Options.AllowedOrigins, isScript) ? null : WriteAsync(
            context,
            StatusCodes.Status403Forbidden,
            "Pages of this origin may not use this SockJS endpoint; its option AllowedOrigins says which ones may.\n");

    private static Task RefuseNoWebSocketAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status400BadRequest, "Not a valid websocket request\n");

    private static Task WriteAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = ResponseHeaders.PlainText;
        context.Response.ContentLength = text.Length;
        return context.Response.WriteAsync(text);
    }
}
