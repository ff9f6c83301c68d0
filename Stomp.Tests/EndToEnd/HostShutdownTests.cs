using NUnit.Framework;

namespace Stomp.Tests.EndToEnd;

/// <summary>The program is asked to end while clients are connected.</summary>
[Platform(Exclude = "Win", Reason = "Windows has no SIGTERM.")]
public sealed class HostShutdownTests
{
    [Test]
    public async Task SIGTERM_tells_the_clients_and_ends_with_exit_code_0()
    {
        await using var host = HostProcess.Start(["--listen", "stomp://127.0.0.1:0", "--listen", "http://127.0.0.1:0"]);
        List<string> lines = await host.WaitUntilReadyAsync();
        await using TcpPeer overTcp = await TcpPeer.ConnectAsync(HostProcess.AddressIn(lines[0]));
        await overTcp.SubscribeAsync("/topic/end");
        using WebSocketPeer overWebSocket = await WebSocketPeer.ConnectAsync(new Uri($"ws://{HostProcess.AddressIn(lines[1])}/stomp"));
        await overTcp.SendAsync(WireText.Send("/topic/end", "the last message"));
        Assert.That(WireText.Body(await overTcp.ReceiveAsync()), Is.EqualTo("the last message"));

        host.Terminate();
        Assert.That(await overTcp.ReceiveToEndAsync(), Does.StartWith("ERROR\nmessage:the broker is shutting down\n").And.EndWith("\0"));
        Assert.That(await overWebSocket.ReceiveAsync(), Does.StartWith("Text: ERROR\nmessage:the broker is shutting down\n"));
        Assert.That(await overWebSocket.ReceiveAsync(), Is.EqualTo("Close: 1001 the broker is shutting down"));
        await overWebSocket.CloseOutputAsync();

        (int code, _, string errors) = await host.WaitForExitAsync();
        Assert.That(code, Is.Zero);
        Assert.That(errors, Is.Empty);
    }

    [Test]
    public async Task A_client_that_never_closes_is_waited_for_as_long_as_sessions_linger_and_no_longer()
    {
        await using var host = HostProcess.Start(["--listen", "http://127.0.0.1:0", "--Stomp:Limits:LingerTimeout=00:00:02.5"]);
        List<string> lines = await host.WaitUntilReadyAsync();
        using WebSocketPeer peer = await WebSocketPeer.ConnectAsync(new Uri($"ws://{HostProcess.AddressIn(lines[0])}/stomp"));
        host.Terminate();
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Text: ERROR\n"));
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Close: 1001 "));

        // The peer does not answer the close message, and is there until the end.
        (int code, _, string errors) = await host.WaitForExitAsync();
        Assert.That(code, Is.Zero);
        Assert.That(errors, Is.Empty);
    }

    [Test]
    public async Task SIGTERM_without_clients_ends_it_silently()
    {
        await using var host = HostProcess.Start(["--listen", "stomp://127.0.0.1:0"]);
        await host.WaitUntilReadyAsync();
        host.Terminate();
        Assert.That(await host.WaitForExitAsync(), Is.EqualTo((0, "", "")));
    }
}
