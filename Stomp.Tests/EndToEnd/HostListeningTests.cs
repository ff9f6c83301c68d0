using System.Net;
using Microsoft.Extensions.Configuration;
using NUnit.Framework;
using Stomp.Host.Settings;

namespace Stomp.Tests.EndToEnd;

/// <summary>Where the program listens, whoever says so, and what it says about it.</summary>
public sealed class HostListeningTests
{
    private const string AnyTcp = "stomp://127.0.0.1:0";
    private const string AnyHttp = "http://127.0.0.1:0";

    // Not by starting it: the default ports may be somebody else's.
    [Test]
    public void By_default_it_listens_for_WebSocket_and_TCP_on_loopback() =>
        Assert.That(
            HostSettings.Read(new ConfigurationBuilder().Build()).Listen.Select(static address => $"{address}"),
            Is.EqualTo(["http://127.0.0.1:8080", "stomp://127.0.0.1:61613"]));

    [Test]
    public async Task It_says_where_it_listens_in_the_order_asked_for_and_serves_there()
    {
        await using var host = HostProcess.Start(["--listen", AnyTcp, "--listen", AnyHttp, "--listen", "stomp://127.0.0.3:0"]);
        List<string> lines = await host.WaitUntilReadyAsync();
        Assert.That(lines, Has.Count.EqualTo(3));
        Assert.That(lines[0], Does.Match(@"^Listening on stomp://127\.0\.0\.1:[1-9]\d*$"));
        Assert.That(lines[1], Does.Match(@"^Listening on http://127\.0\.0\.1:[1-9]\d*$"));
        Assert.That(lines[2], Does.Match(@"^Listening on stomp://127\.0\.0\.3:[1-9]\d*$"));

        await using TcpPeer first = await TcpPeer.ConnectAsync(HostProcess.AddressIn(lines[0]));
        await using TcpPeer third = await TcpPeer.ConnectAsync(HostProcess.AddressIn(lines[2]));
        IPEndPoint http = HostProcess.AddressIn(lines[1]);
        using WebSocketPeer second = await WebSocketPeer.ConnectAsync(new Uri($"ws://{http}/stomp"));
        using var browser = new HttpClient();
        using HttpResponseMessage page = await browser.GetAsync(new Uri($"http://{http}/")).WaitAsync(Eventually.Patience);
        Assert.That(page.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/html"));
    }

    [TestCase("--listen", "stomp://127.0.0.4:0")]
    [TestCase("--Stomp:Listen:0=stomp://127.0.0.4:0")]
    [TestCase("--stomp:listen:0=stomp://127.0.0.4:0")]
    public async Task The_command_line_replaces_all_addresses_of_the_environment_and_the_file(params string[] arguments)
    {
        await using var host = HostProcess.Start(
            arguments,
            [("Stomp__Listen__0", AnyHttp), ("Stomp__Listen__1", AnyTcp)],
            $$"""{ "Stomp": { "Listen": [ "{{AnyTcp}}", "{{AnyTcp}}", "{{AnyTcp}}" ] } }""");
        Assert.That(await host.WaitUntilReadyAsync(), Has.Count.EqualTo(1).And.One.StartWith("Listening on stomp://127.0.0.4:"));
    }

    [Test]
    public async Task The_command_line_replaces_an_address_that_stands_as_a_plain_value()
    {
        await using var host = HostProcess.Start(["--listen", "stomp://127.0.0.4:0"], [("Stomp__Listen", AnyTcp)]);
        Assert.That(await host.WaitUntilReadyAsync(), Has.Count.EqualTo(1).And.One.StartWith("Listening on stomp://127.0.0.4:"));
    }

    // As the container images of ASP.NET Core do.
    [TestCase("ASPNETCORE_HTTP_PORTS", "8080")]
    [TestCase("ASPNETCORE_URLS", "http://127.0.0.1:8080")]
    public async Task Addresses_for_web_applications_are_passed_over_in_silence(string name, string value)
    {
        await using var host = HostProcess.Start(["--listen", AnyTcp], [(name, value)]);
        Assert.That(await host.WaitUntilReadyAsync(), Has.Count.EqualTo(1).And.One.StartWith("Listening on stomp://127.0.0.1:"));
    }

    [Test]
    public async Task The_file_in_the_current_directory_says_where()
    {
        await using var host = HostProcess.Start([], localSettings: """{ "Stomp": { "Listen": [ "stomp://127.0.0.4:0", "stomp://127.0.0.5:0" ] } }""");
        List<string> lines = await host.WaitUntilReadyAsync();
        Assert.That(lines, Has.Count.EqualTo(2));
        Assert.That(lines[0], Does.StartWith("Listening on stomp://127.0.0.4:"));
        Assert.That(lines[1], Does.StartWith("Listening on stomp://127.0.0.5:"));
    }

    [Test]
    public async Task The_environment_stands_above_the_file_in_the_current_directory()
    {
        await using var host = HostProcess.Start(
            [], [("Stomp__Listen__0", "stomp://127.0.0.5:0")], """{ "Stomp": { "Listen": [ "stomp://127.0.0.4:0" ], "Server": "from-the-file/1" } }""");
        List<string> lines = await host.WaitUntilReadyAsync();
        Assert.That(lines, Has.Count.EqualTo(1).And.One.StartWith("Listening on stomp://127.0.0.5:"));

        await using TcpPeer peer = await TcpPeer.OpenAsync(HostProcess.AddressIn(lines[0]));
        await peer.SendAsync(WireText.Connect());
        Assert.That(await peer.ReceiveAsync(), Does.Contain("\nserver:from-the-file/1\n"));
    }

    [Test]
    public async Task Any_setting_can_be_given_on_the_command_line()
    {
        await using var host = HostProcess.Start(["--listen", AnyTcp, "--Stomp:Server=tested/2"], [("Stomp__Server", "from-the-environment/1")]);
        List<string> lines = await host.WaitUntilReadyAsync();
        await using TcpPeer peer = await TcpPeer.OpenAsync(HostProcess.AddressIn(lines[0]));
        await peer.SendAsync(WireText.Connect());
        Assert.That(await peer.ReceiveAsync(), Does.Contain("\nserver:tested/2\n"));
    }

    [Test]
    public async Task It_listens_on_all_addresses_when_anonymous_clients_are_allowed()
    {
        await using var host = HostProcess.Start(["--listen", "stomp://0.0.0.0:0", "--allow-anonymous"]);
        List<string> lines = await host.WaitUntilReadyAsync();
        Assert.That(lines, Has.Count.EqualTo(1).And.One.StartWith("Listening on stomp://0.0.0.0:"));
        await using TcpPeer peer = await TcpPeer.ConnectAsync(new IPEndPoint(IPAddress.Parse("127.0.0.2"), HostProcess.AddressIn(lines[0]).Port));
    }
}
