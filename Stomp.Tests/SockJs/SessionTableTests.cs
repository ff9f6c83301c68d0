using System.Net;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.SockJs;

/// <summary>How many sessions there may be over HTTP, how long their payloads, and when they are forgotten.</summary>
public sealed class SessionTableTests
{
    [Test]
    public async Task Sessions_are_forgotten_when_nobody_asks_for_them()
    {
        var time = new ManualTime();
        await using SuiteServer server = await SuiteServer.StartAsync(time: time);
        using SockJsPeer peer = server.Open();
        await peer.ReceiveAsync("xhr");
        Assert.That(server.Echo.SessionCount, Is.EqualTo(1));
        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(1_000);
                return server.Echo.SessionCount == 0;
            },
            "the session is forgotten");
        (HttpResponseMessage response, _) = await peer.RequestAsync("POST", peer["xhr_send"], """["a"]""");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await peer.ReceiveAsync("xhr"), Is.EqualTo("o\n"), "the id is free again");
    }

    [Test]
    public async Task At_the_limit_a_new_one_is_refused_unless_one_has_ended()
    {
        await using SuiteServer server = await SuiteServer.StartAsync(static options => options.MaxSessions = 2);
        using SockJsPeer first = server.Open();
        using SockJsPeer second = server.Open();
        using SockJsPeer third = server.Open();
        using (HttpStream stream = await first.StreamAsync("xhr_streaming"))
        {
            await stream.ReadToAsync("o\n");
            await second.ReceiveAsync("xhr");
            (HttpResponseMessage refused, string sentence) = await third.RequestAsync("POST", third["xhr"]);
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(sentence, Is.EqualTo("The server exceeds the limit of 2 sessions (MaxSessions).\n"));
            Assert.That(await server.Log.WaitForAsync(201), Does.Contain("there are 2 (MaxSessions)"));
            await second.SendAsync("""["still"]""");
            Assert.That(await second.ReceiveAsync("xhr"), Is.EqualTo("a[\"still\"]\n"));
        }

        // The first one has ended with its connection, and makes place before its time is over.
        await Eventually.HoldsAsync(
            () => third.RequestAsync("POST", third["xhr"]).GetAwaiter().GetResult().Response.StatusCode == HttpStatusCode.OK, "there is place");
        Assert.That(server.Echo.SessionCount, Is.EqualTo(2));
        Assert.That(server.Log.Errors, Is.Empty);
    }

    [Test]
    public async Task A_payload_that_is_too_long_is_refused()
    {
        await using SuiteServer server = await SuiteServer.StartAsync(static options => options.MaxPayloadBytes = 100);
        using SockJsPeer peer = server.Open();
        await peer.ReceiveAsync("xhr");
        await peer.SendAsync($"[\"{new string('x', 96)}\"]");
        foreach (string transport in new[] { "xhr_send", "jsonp_send" })
        {
            (HttpResponseMessage response, string body) = await peer.RequestAsync("POST", peer[transport], $"[\"{new string('x', 97)}\"]");
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
            Assert.That(body, Is.EqualTo("The payload exceeds the limit of 100 octets.\n"));
        }

        Assert.That(await peer.ReceiveAsync("xhr"), Is.EqualTo($"a[\"{new string('x', 96)}\"]\n"));
        Assert.That(server.Log.Errors, Is.Empty);
    }

    [Test]
    public async Task A_payload_is_at_most_64_KiB_before_the_service_has_said_anything()
    {
        await using SuiteServer server = await SuiteServer.StartAsync();
        using SockJsPeer peer = server.Open();
        await peer.ReceiveAsync("xhr");
        string payload = $"[\"{new string('x', 64 * 1024)}\"]";
        (HttpResponseMessage response, _) = await peer.RequestAsync("POST", peer["xhr_send"], payload);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        await peer.SendAsync("""["x"]""");
        await peer.ReceiveAsync("xhr");
        await peer.SendAsync(payload);
        Assert.That(await peer.ReceiveAsync("xhr"), Has.Length.EqualTo(payload.Length + 2));
    }
}
