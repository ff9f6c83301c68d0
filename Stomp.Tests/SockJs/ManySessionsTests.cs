using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.SockJs;

/// <summary>Many sessions at a time, by all kinds of transports: each gets all of its messages, in order.</summary>
public sealed class ManySessionsTests
{
    private const int Sessions = 20;
    private const int Messages = 200;

    private static readonly string Last = new('x', 500);

    [Test]
    public async Task All_messages_arrive_in_order([Values("xhr", "xhr_streaming", "websocket")] string transport)
    {
        // Short responses and little buffering: all the ways to wait are taken.
        await using SuiteServer server = await SuiteServer.StartAsync(static options =>
        {
            options.MaxStreamBytes = 500;
            options.MaxBufferedBytes = 100;
        });
        await Task.WhenAll(Enumerable.Range(0, Sessions).Select(_ => Task.Run(() => transport == "websocket" ? TalkByWebSocketAsync(server) : TalkAsync(server, transport))));
        Assert.That(server.Log.Errors, Is.Empty);
    }

    private static async Task TalkAsync(SuiteServer server, string transport)
    {
        using SockJsPeer peer = server.Open();
        Assert.That(await peer.ReceiveAsync("xhr"), Is.EqualTo("o\n"));
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < Messages; i += 2)
            {
                await peer.SendAsync($"[\"{i}\",\"{i + 1}\"]");
            }

            await peer.SendAsync($"[\"{Last}\"]"); // long enough to end a response
        });
        var received = new List<string>();
        while (received.LastOrDefault() != Last)
        {
            foreach (string frame in (await peer.ReceiveAsync(transport)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                Assert.That(frame[0], Is.EqualTo('a').Or.EqualTo('h'), frame);
                Collect(frame, received);
            }
        }

        await sending;
        Assert.That(received.SkipLast(1), Is.EqualTo(Expected));
    }

    private static async Task TalkByWebSocketAsync(SuiteServer server)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{server.Address.Authority}/echo/0/x/websocket"), CancellationToken.None).WaitAsync(Eventually.Patience);
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < Messages; i++)
            {
                await socket.SendAsync(Encoding.UTF8.GetBytes($"[\"{i}\"]"), WebSocketMessageType.Text, true, CancellationToken.None);
            }
        });
        var received = new List<string>();
        byte[] buffer = new byte[64 * 1024];
        while (received.Count < Messages)
        {
            WebSocketReceiveResult result = await socket.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(Eventually.Patience);
            Assert.That(result.EndOfMessage && result.MessageType == WebSocketMessageType.Text);
            Collect(Encoding.UTF8.GetString(buffer, 0, result.Count), received);
        }

        await sending;
        Assert.That(received, Is.EqualTo(Expected));
    }

    private static IEnumerable<string> Expected => Enumerable.Range(0, Messages).Select(static i => $"{i}");

    private static void Collect(string frame, List<string> received)
    {
        if (frame[0] == 'a')
        {
            received.AddRange(JsonSerializer.Deserialize<string[]>(frame[1..])!);
        }
    }
}
