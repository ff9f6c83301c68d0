using System.Net;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.SockJs;

/// <summary>How each transport over HTTP writes frames and takes payloads.</summary>
public sealed class TransportTests : SuiteFixture
{
    private static readonly string XhrPrelude = $"{new string('h', 2048)}\n";

    private SockJsPeer _peer = null!;

    [SetUp]
    public void Open() => _peer = Server.Open();

    [TearDown]
    public void Close() => _peer.Dispose();

    [TestCase("xhr", "o\n", "a[\"x\",\"y\"]\n")]
    [TestCase("jsonp?c=callback", "/**/callback(\"o\");\r\n", "/**/callback(\"a[\\\"x\\\",\\\"y\\\"]\");\r\n")]
    public async Task A_polling_response_carries_one_frame(string transport, string open, string messages)
    {
        Assert.That(await _peer.ReceiveAsync(transport), Is.EqualTo(open));
        await _peer.SendAsync("""["x","y"]""");
        Assert.That(await _peer.ReceiveAsync(transport), Is.EqualTo(messages));

        Task<string> waiting = _peer.ReceiveAsync(transport);
        await _peer.SendAsync("""["x","y"]""");
        Assert.That(await waiting, Is.EqualTo(messages));
    }

    [TestCase("xhr_streaming", "", "\n")]
    [TestCase("eventsource", "data: ", "\r\n\r\n")]
    public async Task A_streaming_response_goes_on_frame_by_frame(string transport, string before, string behind)
    {
        using HttpStream stream = await _peer.StreamAsync(transport);
        await stream.ExpectAsync(transport == "eventsource" ? "\r\n" : XhrPrelude);
        await stream.ExpectAsync($"{before}o{behind}");
        await _peer.SendAsync("""["x"]""");
        await stream.ExpectAsync($"{before}a[\"x\"]{behind}");
        await _peer.SendAsync("""["  \u0000\n\r "]""");
        await stream.ExpectAsync($"{before}a[\"  \\u0000\\n\\r \"]{behind}");
    }

    [Test]
    public async Task Htmlfile_is_a_page_of_scripts_that_no_message_breaks_out_of()
    {
        using HttpStream stream = await _peer.StreamAsync("htmlfile?c=%63all.back_1");
        Assert.That($"{stream.Response.Content.Headers.ContentType}", Is.EqualTo("text/html; charset=UTF-8"));
        string prelude = await stream.ReadToAsync("\r\n\r\n");
        Assert.That(prelude, Has.Length.GreaterThan(1024));
        Assert.That(prelude, Does.StartWith("<!doctype html>\n").And.Contain("var c = parent.call.back_1;\n"));
        await stream.ExpectAsync("<script>\np(\"o\");\n</script>\r\n");
        await _peer.SendAsync("""["</script><img src=x onerror=alert(1)>\"\\"]""");
        await stream.ExpectAsync("<script>\np(\"a[\\\"\\u003c/script>\\u003cimg src=x onerror=alert(1)>\\\\\\\"\\\\\\\\\\\"]\");\n</script>\r\n");
    }

    [TestCase("xhr_streaming", 134)]
    [TestCase("eventsource", 143)]
    [TestCase("htmlfile?c=x", 165)]
    public async Task A_streaming_response_ends_after_as_many_octets_as_set_and_the_next_one_goes_on(string transport, int frameBytes)
    {
        int sent = 0;
        using (HttpStream stream = await _peer.StreamAsync(transport))
        {
            string response = "";
            Task<string> reading = stream.ReadToEndAsync();
            while (!reading.IsCompleted)
            {
                await _peer.SendAsync($"[\"{new string('x', 128)}\"]");
                sent++;
                Assert.That(sent * frameBytes, Is.LessThan(2 * 4096), "it does not end");
            }

            response = await reading;
            Assert.That(response, Does.Not.Contain("c["));
            sent -= response.Split(new string('x', 128)).Length - 1;
        }

        // What came too late for it.
        string next = "";
        using HttpStream more = await _peer.StreamAsync("xhr_streaming");
        await more.ExpectAsync(XhrPrelude);
        await _peer.SendAsync("""["end"]""");
        while (!next.Contains("\"end\"", StringComparison.Ordinal))
        {
            next += await more.ReadToAsync("\n");
        }

        Assert.That(next.Split(new string('x', 128)).Length - 1, Is.EqualTo(sent));
    }

    [TestCase("xhr", "application/javascript; charset=UTF-8")]
    [TestCase("xhr_streaming", "application/javascript; charset=UTF-8")]
    [TestCase("eventsource", "text/event-stream")]
    [TestCase("htmlfile?c=x", "text/html; charset=UTF-8")]
    [TestCase("jsonp?c=x", "application/javascript; charset=UTF-8")]
    public async Task Responses_are_of_the_transport_s_type_and_never_cached_and_set_no_cookie(string transport, string contentType)
    {
        using HttpStream stream = await _peer.StreamAsync(transport);
        HttpResponseMessage response = stream.Response;
        Assert.That($"{response.Content.Headers.ContentType}", Is.EqualTo(contentType));
        Assert.That(response.Headers.CacheControl!.NoStore, Is.True);
        Assert.That($"{response.Headers.CacheControl}", Does.Contain("no-transform").And.Contain("max-age=0"));
        Assert.That(response.Content.Headers.Expires, Is.Null);
        Assert.That(response.Content.Headers.LastModified, Is.Null);
        Assert.That(response.Headers.Contains("Set-Cookie"), Is.False);
        Assert.That(response.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(["nosniff"]));
    }

    [TestCase("", "JSESSIONID=dummy; path=/")]
    [TestCase("JSESSIONID=abcdef", "JSESSIONID=abcdef; path=/")]
    [TestCase("JSESSIONID=a%0d%0ab", "JSESSIONID=dummy; path=/")]
    public async Task Where_a_cookie_is_needed_every_transport_sets_it(string cookie, string expected)
    {
        foreach (string transport in new[] { "xhr", "xhr_streaming", "eventsource", "htmlfile?c=x", "jsonp?c=x" })
        {
            using var peer = new SockJsPeer(new Uri(Server.Address, "cookie_needed_echo")) { Headers = cookie.Length > 0 ? [("Cookie", cookie)] : [] };
            using HttpStream stream = await peer.StreamAsync(transport);
            Assert.That(stream.Response.Headers.GetValues("Set-Cookie"), Is.EqualTo([expected]), transport);
        }
    }

    [TestCase("htmlfile")]
    [TestCase("jsonp")]
    public async Task A_callback_is_needed_that_names_a_function_and_does_nothing_else(string transport)
    {
        foreach (string query in new[] { "", "?c=", "?d=x" })
        {
            (HttpResponseMessage response, string body) = await _peer.RequestAsync("GET", _peer[transport + query]);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
            Assert.That(body, Does.Contain("\"callback\" parameter required"));
        }

        foreach (string callback in new[] { "%20", "*", "abc(", "abc%28", "a;b", "%3Cscript%3E", "a%0Ab", "ü", new string('a', 129) })
        {
            (HttpResponseMessage response, string body) = await _peer.RequestAsync("GET", _peer[$"{transport}?c={callback}"]);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError), callback);
            Assert.That(body, Is.EqualTo("invalid \"callback\" parameter\n"), callback);
        }

        (HttpResponseMessage send, _) = await _peer.RequestAsync("POST", _peer["xhr_send"], "[]");
        Assert.That(send.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), "no session came of it");
    }

    [Test]
    public async Task Xhr_send_takes_payloads_of_any_type_and_says_nothing()
    {
        await _peer.ReceiveAsync("xhr");
        string[] types = ["text/plain", "T", "application/json", "application/xml", "", "application/x-www-form-urlencoded", "text/xml; charset=utf-8"];
        foreach (string type in types)
        {
            (HttpResponseMessage response, string body) = await _peer.RequestAsync("POST", _peer["xhr_send"], """["a"]""", type);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent), type);
            Assert.That(body, Is.Empty);
            Assert.That($"{response.Content.Headers.ContentType}", Is.EqualTo("text/plain; charset=UTF-8"));
        }

        await _peer.SendAsync("[]");
        Assert.That(await _peer.ReceiveAsync("xhr"), Is.EqualTo($"a[{string.Join(',', Enumerable.Repeat("\"a\"", types.Length))}]\n"));
    }

    [Test]
    public async Task Jsonp_send_takes_forms_and_plain_text_and_says_ok()
    {
        await _peer.ReceiveAsync("jsonp?c=x");
        (HttpResponseMessage response, string body) = await _peer.RequestAsync(
            "POST", _peer["jsonp_send"], "d=%5B%22abc%22%5D", "application/x-www-form-urlencoded; charset=UTF-8");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(body, Is.EqualTo("ok"));
        Assert.That($"{response.Content.Headers.ContentType}", Is.EqualTo("text/plain; charset=UTF-8"));
        (_, body) = await _peer.RequestAsync("POST", _peer["jsonp_send"], """["%61bc"]""", "text/plain");
        Assert.That(body, Is.EqualTo("ok"));
        Assert.That(await _peer.ReceiveAsync("jsonp?c=x"), Is.EqualTo("/**/x(\"a[\\\"abc\\\",\\\"%61bc\\\"]\");\r\n"));
    }

    [TestCase("xhr_send", "", "Payload expected.")]
    [TestCase("xhr_send", """["x""", "Broken JSON encoding.")]
    [TestCase("xhr_send", """["x",1]""", "Broken JSON encoding.")]
    [TestCase("jsonp_send", "", "Payload expected.")]
    [TestCase("jsonp_send", "d=", "Payload expected.")]
    [TestCase("jsonp_send", "p=p", "Payload expected.")]
    [TestCase("jsonp_send", "d=%5B%22x", "Broken JSON encoding.")]
    public async Task A_broken_payload_is_refused_as_a_whole_and_the_session_goes_on(string transport, string payload, string expected)
    {
        await _peer.ReceiveAsync("xhr");
        (HttpResponseMessage response, string body) = await _peer.RequestAsync("POST", _peer[transport], payload, "application/x-www-form-urlencoded");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(body, Does.StartWith(expected));
        await _peer.SendAsync("""["a"]""");
        Assert.That(await _peer.ReceiveAsync("xhr"), Is.EqualTo("a[\"a\"]\n"));
    }

    [TestCase("xhr_send")]
    [TestCase("jsonp_send")]
    public async Task A_payload_for_no_session_is_refused(string transport)
    {
        (HttpResponseMessage response, _) = await _peer.RequestAsync("POST", _peer[transport], """["a"]""");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task The_first_segment_is_ignored()
    {
        await _peer.ReceiveAsync("xhr");
        await _peer.SendAsync("""["a"]""");
        (_, string body) = await _peer.RequestAsync("POST", new Uri($"{_peer.Service}/999/{_peer.Session}/xhr"));
        Assert.That(body, Is.EqualTo("a[\"a\"]\n"));
    }

    [Test]
    public async Task A_second_request_that_receives_is_told_so()
    {
        using HttpStream first = await _peer.StreamAsync("xhr_streaming");
        await first.ExpectAsync($"{XhrPrelude}o\n");
        Assert.That(await _peer.ReceiveAsync("xhr"), Is.EqualTo("c[2010,\"Another connection still open\"]\n"));
        Assert.That(await _peer.ReceiveAsync("jsonp?c=x"), Is.EqualTo("/**/x(\"c[2010,\\\"Another connection still open\\\"]\");\r\n"));
        await _peer.SendAsync("""["still"]""");
        await first.ExpectAsync("a[\"still\"]\n");
    }

    [Test]
    public async Task A_request_that_breaks_while_it_receives_ends_the_session()
    {
        using (HttpStream first = await _peer.StreamAsync("xhr_streaming"))
        {
            await first.ExpectAsync($"{XhrPrelude}o\n");
        }

        string next = "";
        await Eventually.HoldsAsync(
            () => (next = _peer.ReceiveAsync("xhr").GetAwaiter().GetResult()) != "c[2010,\"Another connection still open\"]\n", "the server has noticed");
        Assert.That(next, Is.EqualTo("c[1002,\"Connection interrupted\"]\n"));
    }

    [TestCase("xhr", "o\n", "c[3000,\"Go away!\"]\n")]
    [TestCase("jsonp?c=x", "/**/x(\"o\");\r\n", "/**/x(\"c[3000,\\\"Go away!\\\"]\");\r\n")]
    public async Task A_closed_session_says_so_to_whoever_asks(string transport, string open, string close)
    {
        using SockJsPeer peer = Server.Open("close");
        Assert.That(await peer.ReceiveAsync(transport), Is.EqualTo(open));
        Assert.That(await peer.ReceiveAsync(transport), Is.EqualTo(close));
        Assert.That(await peer.ReceiveAsync(transport), Is.EqualTo(close));
        (HttpResponseMessage response, string body) = await peer.RequestAsync("POST", peer["xhr_send"], """["a"]""");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), body);
    }

    [TestCase("xhr_streaming", "\n")]
    [TestCase("eventsource", "\r\n\r\n")]
    [TestCase("htmlfile?c=x", "</script>\r\n")]
    public async Task A_streaming_response_ends_with_the_close_frame(string transport, string behind)
    {
        using SockJsPeer peer = Server.Open("close");
        string response = await peer.ReceiveAsync(transport);
        Assert.That(response, Does.Contain("Go away!").And.EndWith(behind));
    }

    [Test]
    public async Task A_long_message_comes_as_it_was_sent()
    {
        await _peer.ReceiveAsync("xhr");
        await _peer.SendAsync("""["x"]""");
        await _peer.ReceiveAsync("xhr"); // from the service's first word on payloads may be long
        string text = string.Concat(Enumerable.Repeat("ü漢\\u2028\\n\\\"\\u0000", 4_000));
        await _peer.SendAsync($"[\"{text}\"]");
        Assert.That(await _peer.ReceiveAsync("xhr"), Is.EqualTo($"a[\"{text}\"]\n"));
    }
}
