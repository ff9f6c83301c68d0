using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stomp.AspNetCore;
using Stomp.AspNetCore.SockJs;
using Stomp.AspNetCore.SockJs.Frames;
using Stomp.AspNetCore.SockJs.Sessions;
using Stomp.Broker.Configuration;
using Stomp.Broker.Timing;
using Stomp.Core.Transports;

namespace Stomp.Tests.SockJs.Suite;

/// <summary>
/// The services that the public test-suite of the protocol is written for, in place of the broker: <c>/echo</c> (whose streaming responses end after 4096
/// octets), <c>/disabled_websocket_echo</c>, <c>/cookie_needed_echo</c> and <c>/close</c>.
/// </summary>
internal static class SuiteServices
{
    // No octet of UTF-8: it tells messages apart, which are one stream to the broker.
    private const byte MessageEnd = 0xFF;

    /// <summary>Adds the services to an application.</summary>
    /// <param name="application">The application.</param>
    /// <param name="time">The clock of the sessions.</param>
    /// <param name="configure">Changes the options of all four.</param>
    /// <returns>The endpoint of <c>/echo</c>.</returns>
    public static SockJsEndpoint Map(WebApplication application, TimeProvider time, Action<StompSockJsOptions>? configure = null)
    {
        SockJsEndpoint echo = Map(application, time, "/echo", EchoAsync, configure);
        Map(application, time, "/disabled_websocket_echo", EchoAsync, static options => options.WebSocketEnabled = false, configure);
        Map(application, time, "/cookie_needed_echo", EchoAsync, static options => options.CookieNeeded = true, configure);
        Map(application, time, "/close", CloseAsync, configure);
        return echo;
    }

    private static SockJsEndpoint Map(
        WebApplication application, TimeProvider time, string path, Func<StompConnection, Task> serve, params Action<StompSockJsOptions>?[] configure)
    {
        var options = new StompSockJsOptions { AllowedOrigins = ["*"], MaxStreamBytes = 4096 };
        foreach (Action<StompSockJsOptions>? change in configure)
        {
            change?.Invoke(options);
        }

        var settings = new SessionSettings(options, new StompLimits(), new Ticker(time), time, MessageEnd);
        var endpoint = new SockJsEndpoint(settings, serve, application.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Stomp.SockJs"));
        SockJsRoutes.Map(application, path, endpoint);
        return endpoint;
    }

    // What it is sent it sends back, message by message. Raw WebSocket has no frames to tell messages by, nor needs to: what came at once is one.
    private static async Task EchoAsync(StompConnection connection)
    {
        try
        {
            await EchoToTheEndAsync(connection);
        }
        catch (IOException)
        {
            // The client's connection broke, as some of the suite's are meant to.
        }
    }

    private static async Task EchoToTheEndAsync(StompConnection connection)
    {
        while (true)
        {
            ReadResult read = await connection.Input.ReadAsync();
            ReadOnlySequence<byte> rest = read.Buffer;
            if (connection is SockJsSession)
            {
                while (rest.PositionOf(MessageEnd) is { } end)
                {
                    Send(connection, rest.Slice(0, end));
                    rest = rest.Slice(rest.GetPosition(1, end));
                }
            }
            else if (!rest.IsEmpty)
            {
                Send(connection, rest);
                rest = rest.Slice(rest.End);
            }

            connection.Input.AdvanceTo(rest.Start, rest.End);
            FlushResult flushed = await connection.Output.FlushAsync();
            if (read.IsCompleted || flushed.IsCompleted)
            {
                await connection.CloseOutputAsync(CloseStatus.Normal, "");
                return;
            }
        }
    }

    private static void Send(StompConnection connection, ReadOnlySequence<byte> message)
    {
        connection.BeginFrame((int)message.Length, isText: true);
        foreach (ReadOnlyMemory<byte> part in message)
        {
            connection.Output.Write(part.Span);
        }
    }

    private static async Task CloseAsync(StompConnection connection)
    {
        if (connection is SockJsSession session)
        {
            session.Close(CloseFrame.GoAway);
        }
        else
        {
            await connection.CloseOutputAsync(CloseStatus.Normal, CloseFrame.GoAway.Reason);
            await connection.Input.ReadAsync(); // the client closes too
        }
    }
}
