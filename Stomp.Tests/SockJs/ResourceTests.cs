using System.Net;
using System.Text.Json;
using NUnit.Framework;

namespace Stomp.Tests.SockJs;

/// <summary>What is not of a session: greeting, info, iframe page, preflight, paths that there are not.</summary>
public sealed class ResourceTests : SuiteFixture
{
    private const string NotCached = "no-store, no-cache, no-transform, must-revalidate, max-age=0";
    private const string CachedForAYear = "public, max-age=31536000";

    private SockJsPeer _peer = null!;

    [SetUp]
    public void Open() => _peer = Server.Open();

    [TearDown]
    public void Close() => _peer.Dispose();

    [TestCase("")]
    [TestCase("/")]
    public async Task The_endpoint_itself_greets(string suffix)
    {
        (HttpResponseMessage response, string body) = await GetAsync(suffix);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(body, Is.EqualTo("Welcome to SockJS!\n"));
        Assert.That($"{response.Content.Headers.ContentType}", Is.EqualTo("text/plain; charset=UTF-8"));
        Assert.That(response.Headers.Contains("Set-Cookie"), Is.False);
    }

    [TestCase("GET", "/a")]
    [TestCase("GET", "/a.html")]
    [TestCase("GET", "//")]
    [TestCase("GET", "/info/")]
    [TestCase("GET", "/INFO")]
    [TestCase("GET", "/a/a/")]
    [TestCase("GET", "/iframe.htm")]
    [TestCase("GET", "/IFRAME.HTML")]
    [TestCase("GET", "/iframe.HTML")]
    [TestCase("GET", "/iframe-/.html")]
    [TestCase("GET", "/iframe%3C.html")]
    [TestCase("POST", "//a/xhr")]
    [TestCase("POST", "/a//xhr")]
    [TestCase("POST", "/a./a/xhr")]
    [TestCase("POST", "/a/a./xhr")]
    [TestCase("POST", "/a/a/xhr/")]
    [TestCase("POST", "/a/a/XHR")]
    [TestCase("POST", "/a/a/b/xhr")]
    [TestCase("POST", "/a/a/nothing")]
    [TestCase("OPTIONS", "/a/a/nothing")]
    [TestCase("OPTIONS", "/info/")]
    public async Task Paths_that_the_protocol_does_not_have_are_not_found(string method, string path)
    {
        (HttpResponseMessage response, _) = await _peer.RequestAsync(method, Address(path));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_session_s_id_may_have_128_characters()
    {
        (HttpResponseMessage response, _) = await _peer.RequestAsync("POST", Address($"/0/{new string('a', 128)}/xhr"));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        (response, _) = await _peer.RequestAsync("POST", Address($"/0/{new string('a', 129)}/xhr"));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("POST", "", "GET")]
    [TestCase("POST", "/info", "GET")]
    [TestCase("POST", "/iframe.html", "GET")]
    [TestCase("GET", "/a/a/xhr", "POST")]
    [TestCase("GET", "/a/a/xhr_send", "POST")]
    [TestCase("GET", "/a/a/xhr_streaming", "POST")]
    [TestCase("GET", "/a/a/jsonp_send", "POST")]
    [TestCase("POST", "/a/a/jsonp", "GET")]
    [TestCase("POST", "/a/a/eventsource", "GET")]
    [TestCase("PUT", "/a/a/htmlfile", "GET")]
    [TestCase("POST", "/a/a/websocket", "GET")]
    public async Task Other_methods_are_refused_with_the_one_that_is_right(string method, string path, string allowed)
    {
        (HttpResponseMessage response, string body) = await _peer.RequestAsync(method, Address(path));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(response.Content.Headers.Allow, Is.EqualTo([allowed]));
        Assert.That(response.Content.Headers.ContentType, Is.Null);
        Assert.That(body, Is.Empty);
    }

    [Test]
    public async Task A_request_for_websocket_that_is_none_is_refused()
    {
        (HttpResponseMessage response, string body) = await GetAsync("/0/0/websocket");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(body, Is.EqualTo("Not a valid websocket request\n"));
    }

    [TestCase("echo", true, false)]
    [TestCase("disabled_websocket_echo", false, false)]
    [TestCase("cookie_needed_echo", true, true)]
    public async Task Info_says_what_the_server_can_do(string service, bool webSocket, bool cookieNeeded)
    {
        using SockJsPeer peer = Server.Open(service);
        (HttpResponseMessage response, string body) = await peer.RequestAsync("GET", new Uri($"{peer.Service}/info"));
        Assert.That($"{response.Content.Headers.ContentType}", Is.EqualTo("application/json; charset=UTF-8"));
        Assert.That($"{response.Headers.NonValidated["Cache-Control"]}", Is.EqualTo(NotCached));
        Assert.That(response.Headers.Contains("Set-Cookie"), Is.False);
        using var info = JsonDocument.Parse(body);
        Assert.That(info.RootElement.GetProperty("websocket").GetBoolean(), Is.EqualTo(webSocket));
        Assert.That(info.RootElement.GetProperty("cookie_needed").GetBoolean(), Is.EqualTo(cookieNeeded));
        Assert.That(info.RootElement.GetProperty("origins").GetRawText(), Is.EqualTo("""["*:*"]"""));
        uint first = info.RootElement.GetProperty("entropy").GetUInt32();
        (_, body) = await peer.RequestAsync("GET", new Uri($"{peer.Service}/info"));
        using var second = JsonDocument.Parse(body);
        Assert.That(second.RootElement.GetProperty("entropy").GetUInt32(), Is.Not.EqualTo(first));
    }

    [TestCase("/iframe.html")]
    [TestCase("/iframe-0.1.2abc-dirty.2144.html?t=qweqweq123")]
    public async Task The_iframe_page_is_cached_for_a_year(string path)
    {
        (HttpResponseMessage response, string body) = await GetAsync(path);
        Assert.That($"{response.Content.Headers.ContentType}", Is.EqualTo("text/html; charset=UTF-8"));
        Assert.That($"{response.Headers.CacheControl}", Is.EqualTo(CachedForAYear));
        Assert.That(response.Content.Headers.Expires, Is.GreaterThan(DateTimeOffset.UtcNow.AddDays(300)));
        Assert.That(body, Does.StartWith("<!DOCTYPE html>\n").And.Contain("SockJS.bootstrap_iframe();").And.EndWith("</html>"));
        Assert.That(body, Does.Contain("<script src=\"https://cdn.jsdelivr.net/npm/sockjs-client@1/dist/sockjs.min.js\"></script>"));

        (HttpResponseMessage again, string nothing) = await _peer.RequestAsync(
            "GET", Address(path), headers: ("If-None-Match", $"{response.Headers.ETag}"));
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(again.Content.Headers.ContentType, Is.Null);
        Assert.That(nothing, Is.Empty);
    }

    [TestCase("/info", "OPTIONS, GET")]
    [TestCase("/abc/abc/xhr", "OPTIONS, POST")]
    [TestCase("/abc/abc/xhr_send", "OPTIONS, POST")]
    [TestCase("/abc/abc/xhr_streaming", "OPTIONS, POST")]
    public async Task Pages_of_other_origins_may_ask_first(string path, string methods)
    {
        foreach (string origin in new[] { "http://example.org", "null" })
        {
            (HttpResponseMessage response, string body) = await _peer.RequestAsync(
                "OPTIONS", Address(path), null, null, ("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "a, b, c"));
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
            Assert.That(body, Is.Empty);
            Assert.That(Header(response, "Access-Control-Allow-Origin"), Is.EqualTo(origin));
            Assert.That(Header(response, "Access-Control-Allow-Credentials"), Is.EqualTo("true"));
            Assert.That(Header(response, "Access-Control-Allow-Methods"), Is.EqualTo(methods));
            Assert.That(Header(response, "Access-Control-Allow-Headers"), Is.EqualTo("a, b, c"));
            Assert.That(Header(response, "Access-Control-Max-Age"), Is.EqualTo("31536000"));
            Assert.That(Header(response, "Vary"), Is.EqualTo("Origin"));
            Assert.That($"{response.Headers.CacheControl}", Is.EqualTo(CachedForAYear));
        }
    }

    [Test]
    public async Task Without_an_origin_anybody_may_read_but_without_credentials()
    {
        (HttpResponseMessage response, _) = await GetAsync("/info");
        Assert.That(Header(response, "Access-Control-Allow-Origin"), Is.EqualTo("*"));
        Assert.That(response.Headers.Contains("Access-Control-Allow-Credentials"), Is.False);
        Assert.That(response.Headers.Contains("Access-Control-Allow-Headers"), Is.False);
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(", ", response.Headers.GetValues(name));

    private Task<(HttpResponseMessage Response, string Body)> GetAsync(string path) => _peer.RequestAsync("GET", Address(path));

    // A Uri would mend some of these paths by itself.
    private Uri Address(string path) =>
        new($"{_peer.Service}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
}
