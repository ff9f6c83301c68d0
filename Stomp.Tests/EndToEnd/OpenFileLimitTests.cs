using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using Stomp.Tests.Abuse;

namespace Stomp.Tests.EndToEnd;

/// <summary>More clients come than the system lets the process open files for.</summary>
[Platform("Linux", Reason = "Elsewhere the process does not know its limit of open files.")]
[NonParallelizable]
public sealed class OpenFileLimitTests
{
    private const int OpenFiles = 600;
    private const int MaxSessions = 216; // 384 less
    private const string Tcp = "stomp://127.0.0.1:0";
    private const string Http = "http://127.0.0.1:0";

    private HostProcess _host = null!;
    private IPEndPoint _tcp = null!;
    private IPEndPoint _http = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _host = HostProcess.StartWithOpenFiles(OpenFiles, "--listen", Tcp, "--listen", Http);
        List<string> lines = await _host.WaitUntilReadyAsync();
        string[] addresses = [.. lines.Where(static line => line.StartsWith("Listening on ", StringComparison.Ordinal))];
        _tcp = HostProcess.AddressIn(addresses[0]);
        _http = HostProcess.AddressIn(addresses[1]);
        if (!lines.Exists(static line => line.Contains("(MaxSessions)", StringComparison.Ordinal)))
        {
            lines.Add(await ReadUntilAsync("(MaxSessions)"));
        }

        Assert.That(lines, Has.One.Contains(
            $"There can be {MaxSessions} sessions, not 100000 (MaxSessions): the limit of open files of this process is {OpenFiles}, and they need 100384."));
    }

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task Sessions_that_are_too_many_are_told_so_and_the_others_are_served()
    {
        int? sockets = ProcessFigures.OpenSockets(_host.Id);
        var peers = new List<TcpPeer>();
        try
        {
            for (int i = 0; i < MaxSessions; i++)
            {
                peers.Add(await TcpPeer.ConnectAsync(_tcp));
            }

            await using (TcpPeer oneMore = await TcpPeer.OpenAsync(_tcp))
            {
                await oneMore.SendAsync(WireText.Connect());
                Assert.That(await oneMore.ReceiveAsync(), Does.StartWith($"ERROR\nmessage:the broker exceeds the limit of {MaxSessions} sessions (MaxSessions)\n"));
            }

            await ExchangeAsync(peers[0], peers[^1]);
        }
        finally
        {
            foreach (TcpPeer peer in peers)
            {
                await peer.DisposeAsync();
            }
        }

        await ServesANewClientAsync(sockets);
    }

    [Test]
    public async Task Connections_that_leave_no_file_are_closed_and_the_others_are_served_without_a_busy_processor()
    {
        await using TcpPeer first = await TcpPeer.ConnectAsync(_tcp);
        await using TcpPeer second = await TcpPeer.ConnectAsync(_tcp);
        int? sockets = ProcessFigures.OpenSockets(_host.Id);
        var idle = new List<Socket>();
        try
        {
            // They say nothing, and so are no sessions that could be told.
            while (!idle.Exists(IsClosed))
            {
                Assert.That(idle, Has.Count.LessThan(4 * OpenFiles), "none is closed");
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                idle.Add(socket);
                await socket.ConnectAsync(_http).WaitAsync(Eventually.Patience);
            }

            await ReadUntilAsync($"A connection was closed at once: the process has nearly reached its limit of {OpenFiles} open files.");
            await ExchangeAsync(first, second);
            await ComesToRestAsync();
            await ExchangeAsync(first, second);
        }
        finally
        {
            idle.ForEach(static socket => socket.Dispose());
        }

        await ServesANewClientAsync(sockets);
    }

    [Test]
    public async Task A_limit_that_leaves_no_file_to_clients_is_one_line_and_exit_code_1()
    {
        await using var host = HostProcess.StartWithOpenFiles(300, "--listen", Tcp);
        (int code, string output, string errors) = await host.WaitForExitAsync();
        Assert.That((code, output), Is.EqualTo((1, "")));
        Assert.That(errors, Does.StartWith("stomp: the limit of open files of this process, 300, leaves none to clients").And.EndsWith("\n"));
        Assert.That(errors.TrimEnd('\n'), Does.Not.Contain('\n'));
    }

    // Sends nothing itself, so all there can be to read is the end.
    private static bool IsClosed(Socket socket) => socket.Poll(0, SelectMode.SelectRead);

    private static async Task ExchangeAsync(TcpPeer first, TcpPeer second)
    {
        foreach ((TcpPeer from, TcpPeer to) in new[] { (first, second), (second, first) })
        {
            await to.SubscribeAsync("/topic/still-here");
            await from.SendAsync(WireText.Send("/topic/still-here", "hello"));
            Assert.That(WireText.Body(await to.ReceiveAsync()), Is.EqualTo("hello"));
            await to.SendAsync("UNSUBSCRIBE\nid:1\nreceipt:left\n\n\0");
            Assert.That(await to.ReceiveAsync(), Does.StartWith("RECEIPT\nreceipt-id:left\n"));
        }
    }

    // For some time it uses a fifth of a processor at most: a loop that tries again without end uses a whole one.
    private async Task ComesToRestAsync()
    {
        var window = TimeSpan.FromMilliseconds(250);
        const double MaxProcessors = 0.2;
        using var process = Process.GetProcessById(_host.Id);
        TimeSpan used = process.TotalProcessorTime;
        long since = Stopwatch.GetTimestamp();
        await Eventually.HoldsAsync(
            () =>
            {
                TimeSpan elapsed = Stopwatch.GetElapsedTime(since);
                if (elapsed < window)
                {
                    return false;
                }

                process.Refresh();
                TimeSpan usedNow = process.TotalProcessorTime;
                bool rests = usedNow - used < MaxProcessors * elapsed;
                (used, since) = (usedNow, Stopwatch.GetTimestamp());
                return rests;
            },
            "the process is idle");
    }

    private async Task ServesANewClientAsync(int? sockets)
    {
        await Eventually.HoldsAsync(() => ProcessFigures.OpenSockets(_host.Id) <= sockets, "the connections of those that have left are closed");
        await using TcpPeer peer = await TcpPeer.ConnectAsync(_tcp);
        await ExchangeAsync(peer, peer);
    }

    private async Task<string> ReadUntilAsync(string text)
    {
        while (true)
        {
            string? line = await _host.ReadLineAsync().WaitAsync(Eventually.Patience);
            Assert.That(line, Is.Not.Null, "the process has ended");
            if (line!.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }
    }
}
