using NUnit.Framework;
using Stomp.Host.Settings;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>Which web pages may connect.</summary>
[TestFixture(Transport.WebSocket)]
public sealed class WebSocketOriginTests(Transport transport) : ConformanceFixture(transport)
{
    private const string Accepted = "HTTP/1.1 101 ";
    private const string Refused = "HTTP/1.1 403 ";

    [Test]
    [Checklist("W-8")]
    public async Task By_default_those_of_the_host_itself_and_clients_that_are_no_browsers()
    {
        await using StompServer server = await StompServer.StartAsync();
        int port = server.Http.Port;
        Assert.That(await HttpUpgrade.RequestAsync(server), Does.StartWith(Accepted));
        Assert.That(await HttpUpgrade.RequestAsync(server, $"Origin: http://127.0.0.1:{port}"), Does.StartWith(Accepted));

        // A proxy may have ended the TLS of the page.
        Assert.That(await HttpUpgrade.RequestAsync(server, $"Origin: https://127.0.0.1:{port}"), Does.StartWith(Accepted));
        string[] others =
        [
            "http://evil.test", $"http://evil.test:{port}", $"http://127.0.0.1.evil.test:{port}", "http://127.0.0.1", $"http://127.0.0.1:{port + 1}",
            "null", "file://", "x",
        ];
        foreach (string origin in others)
        {
            string answer = await HttpUpgrade.RequestAsync(server, $"Origin: {origin}");
            Assert.That(answer, Does.StartWith(Refused).And.Contain("Pages of this origin may not connect"), origin);
        }
    }

    [Test]
    [Checklist("W-8")]
    public async Task Those_that_are_listed_and_no_others()
    {
        await using StompServer server = await StompServer.StartAsync(
            ("WebSocket:AllowedOrigins:0", "https://www.example.org"), ("WebSocket:AllowedOrigins:1", "http://localhost:3000/"));
        Assert.That(await HttpUpgrade.RequestAsync(server), Does.StartWith(Accepted));
        Assert.That(await HttpUpgrade.RequestAsync(server, "Origin: https://www.example.org"), Does.StartWith(Accepted));
        Assert.That(await HttpUpgrade.RequestAsync(server, "Origin: http://localhost:3000"), Does.StartWith(Accepted));
        string[] others =
        [
            "http://www.example.org", "https://www.example.org:8443", "https://example.org", "http://localhost:3001",
            $"http://127.0.0.1:{server.Http.Port}", "null",
        ];
        foreach (string origin in others)
        {
            Assert.That(await HttpUpgrade.RequestAsync(server, $"Origin: {origin}"), Does.StartWith(Refused), origin);
        }
    }

    [Test]
    [Checklist("W-8")]
    public async Task An_asterisk_lets_all_connect()
    {
        await using StompServer server = await StompServer.StartAsync(("WebSocket:AllowedOrigins:0", "*"));
        Assert.That(await HttpUpgrade.RequestAsync(server, "Origin: http://evil.test"), Does.StartWith(Accepted));
        Assert.That(await HttpUpgrade.RequestAsync(server, "Origin: null"), Does.StartWith(Accepted));
    }

    [TestCase("WebSocket:AllowedOrigins:0", "example.org", "'example.org' is no origin")]
    [TestCase("WebSocket:AllowedOrigins:0", "https://example.org/page", "'https://example.org/page' is no origin")]
    [TestCase("WebSocket:AllowedOrigins:0", "https://*.example.org", "'https://*.example.org' is no origin")]
    [TestCase("WebSocket:MaxMessageBytes", "15", "at least 16")]
    [TestCase("WebSocket:MaxMessageBytes", "-1", "at least 16")]
    [TestCase("WebSocket:MaxMessageBytes", "x", "MaxMessageBytes")]
    [TestCase("WebSocket:AllowedOrigin:0", "*", "AllowedOrigin")]
    public void Settings_that_are_wrong_are_refused(string name, string value, string expected) =>
        Assert.That(async () => await StompServer.StartAsync((name, value)), Throws.TypeOf<SettingsException>().With.Message.Contains(expected));
}
