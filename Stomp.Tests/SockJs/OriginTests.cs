using System.Net;
using NUnit.Framework;
using Stomp.Host.Settings;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.SockJs;

/// <summary>Which web pages may use SockJS (H-7).</summary>
public sealed class OriginTests
{
    private static readonly string[] Receivers = ["xhr", "xhr_streaming", "eventsource", "htmlfile?c=x", "jsonp?c=x"];

    private StompServer _server = null!;

    [TearDown]
    public async Task StopServer() => await _server.DisposeAsync();

    [Test]
    public async Task By_default_those_of_the_host_itself()
    {
        _server = await StartAsync();
        string own = $"http://{_server.SockJs.Authority}";
        foreach (string transport in Receivers)
        {
            Assert.That(await AskAsync(transport, ("Origin", own)), Is.EqualTo(200), transport);
            Assert.That(await AskAsync(transport, ("Sec-Fetch-Site", "same-origin")), Is.EqualTo(200), transport);
            Assert.That(await AskAsync(transport, ("Referer", $"{own}/page?x=y")), Is.EqualTo(200), transport);
            Assert.That(await AskAsync(transport, ("Origin", "http://evil.test")), Is.EqualTo(403), transport);
            Assert.That(await AskAsync(transport, ("Origin", "null")), Is.EqualTo(403), transport);
            Assert.That(await AskAsync(transport, ("Sec-Fetch-Site", "cross-site")), Is.EqualTo(403), transport);
            Assert.That(await AskAsync(transport, ("Sec-Fetch-Site", "cross-site"), ("Referer", "http://evil.test/")), Is.EqualTo(403), transport);
            Assert.That(await AskAsync(transport, ("Referer", "http://evil.test/")), Is.EqualTo(403), transport);
        }

        Assert.That(await AskAsync("info", ("Origin", "http://evil.test")), Is.EqualTo(403));
        Assert.That(await AskAsync("info"), Is.EqualTo(200));
        Assert.That(await AskAsync("websocket", ("Origin", "http://evil.test")), Is.EqualTo(403));
    }

    // A script of any site can be these responses; others are not a browser's, or cannot be read by it.
    [TestCase("xhr", 200)]
    [TestCase("xhr_streaming", 200)]
    [TestCase("eventsource", 200)]
    [TestCase("htmlfile?c=x", 403)]
    [TestCase("jsonp?c=x", 403)]
    public async Task A_request_that_says_nothing_passes_unless_it_can_be_a_script(string transport, int expected)
    {
        _server = await StartAsync();
        Assert.That(await AskAsync(transport), Is.EqualTo(expected));
    }

    [TestCase("WebSocket:AllowedOrigins:0")]
    [TestCase("SockJs:AllowedOrigins:0")]
    public async Task Those_that_are_listed_and_the_host_s_own_which_the_iframe_page_is_of(string setting)
    {
        _server = await StartAsync((setting, "https://www.example.org"));
        foreach (string transport in Receivers)
        {
            Assert.That(await AskAsync(transport, ("Origin", "https://www.example.org")), Is.EqualTo(200), transport);
            Assert.That(
                await AskAsync(transport, ("Sec-Fetch-Site", "cross-site"), ("Referer", "https://www.example.org/")), Is.EqualTo(200), transport);
            Assert.That(await AskAsync(transport, ("Origin", $"http://{_server.SockJs.Authority}")), Is.EqualTo(200), transport);
            Assert.That(await AskAsync(transport, ("Origin", "http://www.example.org")), Is.EqualTo(403), transport);
        }
    }

    [Test]
    public async Task The_origins_of_SockJS_stand_above_those_of_WebSocket()
    {
        _server = await StartAsync(("WebSocket:AllowedOrigins:0", "*"), ("SockJs:AllowedOrigins:0", "https://www.example.org"));
        Assert.That(await AskAsync("xhr", ("Origin", "https://www.example.org")), Is.EqualTo(200));
        Assert.That(await AskAsync("xhr", ("Origin", "http://evil.test")), Is.EqualTo(403));
    }

    [Test]
    public async Task An_asterisk_lets_all()
    {
        _server = await StartAsync(("SockJs:AllowedOrigins:0", "*"));
        foreach (string transport in Receivers)
        {
            Assert.That(await AskAsync(transport), Is.EqualTo(200), transport);
            Assert.That(await AskAsync(transport, ("Sec-Fetch-Site", "cross-site")), Is.EqualTo(200), transport);
        }

        Assert.That(await AskAsync("info", ("Origin", "null")), Is.EqualTo(200));
    }

    [Test]
    public async Task A_refusal_is_not_for_the_page_to_read_and_a_preflight_is_refused_too()
    {
        _server = await StartAsync();
        using var peer = new SockJsPeer(_server.SockJs);
        foreach (string method in new[] { "GET", "OPTIONS" })
        {
            (HttpResponseMessage response, string body) = await peer.RequestAsync(
                method, new Uri($"{peer.Service}/info"), headers: ("Origin", "http://evil.test"));
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(response.Headers.Contains("Access-Control-Allow-Origin"), Is.False);
            Assert.That(body, Does.Contain("AllowedOrigins"));
        }
    }

    [Test]
    public async Task Browsers_are_told_which_pages_may_frame_the_iframe_page()
    {
        _server = await StartAsync(("SockJs:AllowedOrigins:0", "https://www.example.org/"));
        using var peer = new SockJsPeer(_server.SockJs);
        (HttpResponseMessage response, _) = await peer.RequestAsync("GET", new Uri($"{peer.Service}/iframe.html"));
        Assert.That(response.Headers.GetValues("Content-Security-Policy"), Is.EqualTo(["frame-ancestors 'self' https://www.example.org"]));
        Assert.That(response.Headers.GetValues("X-Frame-Options"), Is.EqualTo(["SAMEORIGIN"]));
        await _server.DisposeAsync();

        _server = await StartAsync(("SockJs:AllowedOrigins:0", "*"));
        using var any = new SockJsPeer(_server.SockJs);
        (response, _) = await any.RequestAsync("GET", new Uri($"{any.Service}/iframe.html"));
        Assert.That(response.Headers.Contains("Content-Security-Policy"), Is.False);
        Assert.That(response.Headers.Contains("X-Frame-Options"), Is.False);
    }

    [TestCase("SockJs:AllowedOrigins:0", "example.org", "'example.org' is no origin")]
    [TestCase("SockJs:ClientLibraryUrl", "sockjs.js", "'sockjs.js' is no address to load a script from")]
    [TestCase("SockJs:ClientLibraryUrl", "javascript:alert(1)", "is no address to load a script from")]
    [TestCase("SockJs:DisconnectDelay", "00:00:00", "must be greater than 0")]
    [TestCase("SockJs:MaxPayloadBytes", "0", "must be greater than 0")]
    [TestCase("SockJs:HeartBeat", "1", "SockJs:HeartBeat is no setting")]
    public async Task Settings_that_are_wrong_are_refused(string name, string value, string expected)
    {
        Assert.That(async () => await StartAsync((name, value)), Throws.TypeOf<SettingsException>().With.Message.Contains(expected));
        _server = await StartAsync();
    }

    // The server stops when the sessions of these tests have ended, which nobody asks for any more.
    private static Task<StompServer> StartAsync(params (string Name, string Value)[] settings) =>
        StompServer.StartAsync([("SockJs:DisconnectDelay", "00:00:00.1"), .. settings]);

    private async Task<int> AskAsync(string transport, params (string Name, string Value)[] headers)
    {
        using var peer = new SockJsPeer(_server.SockJs) { Headers = headers };
        if (transport == "info")
        {
            (HttpResponseMessage info, _) = await peer.RequestAsync("GET", new Uri($"{peer.Service}/info"));
            return (int)info.StatusCode;
        }

        if (transport == "websocket")
        {
            (HttpResponseMessage upgrade, _) = await peer.RequestAsync(
                "GET", new Uri($"{peer.Service}/websocket"), null, null, ("Connection", "Upgrade"), ("Upgrade", "websocket"),
                ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="));
            return (int)upgrade.StatusCode;
        }

        using HttpStream stream = await peer.StreamAsync(transport);
        return (int)stream.Response.StatusCode;
    }
}
