using System.Net;
using System.Net.WebSockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Stomp.Broker.Configuration;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Security;

/// <summary>Users of an ASP.NET Core application, by its cookies, and bearer tokens in the handshake of WebSocket and SockJS.</summary>
public sealed class HttpAuthenticationTests
{
    private const string Secret = "a secret of thirty-two octets....";

    [Test]
    public async Task The_user_of_a_cookie_is_the_sessions_with_roles_and_stands_above_a_login()
    {
        await using SecurityApplication application = await StartWithCookiesAsync(options => options.Authorization
            .Send("/topic/admins").RequireRole("admin")
            .Any("/topic/{user}/**").RequireAuthenticatedUser());
        using WebSocketPeer ann = await OpenAsync(application, "ann", "admin");
        await ann.SendAsync(WireText.Connect(headers: "login:mallory\npasscode:x\n"));
        Assert.That(await ann.ReceiveAsync(), Does.StartWith("Text: CONNECTED\n").And.Contain("\nuser-name:ann\n"));
        await ann.SubscribeAsync("/topic/ann/mail");
        await ann.SendAsync(WireText.Send("/topic/admins", "x", "receipt:r\n"));
        Assert.That(await ann.ReceiveAsync(), Does.StartWith("Text: RECEIPT\nreceipt-id:r\n"));

        using WebSocketPeer bob = await OpenAsync(application, "bob", "staff");
        await bob.SendAsync(WireText.Connect() + WireText.Send("/topic/admins", "x"));
        Assert.That(await bob.ReceiveAsync(), Does.StartWith("Text: CONNECTED\n"));
        Assert.That(await bob.ReceiveAsync(), Does.StartWith("Text: ERROR\nmessage:the user 'bob' may not send to /topic/admins\n"));
        Assert.That(await bob.ReceiveAsync(), Does.StartWith("Close: 1008 the user 'bob' may not send"));
        await bob.CloseOutputAsync();
        await ann.SendAsync("DISCONNECT\n\n\0");
        Assert.That(await ann.ReceiveAsync(), Is.EqualTo("Close: 1000 disconnected"));
        await ann.CloseOutputAsync();
    }

    [TestCase("stomp")]
    [TestCase("sockjs/websocket")]
    public async Task RequireAuthorization_keeps_others_out_before_they_say_anything(string path)
    {
        await using SecurityApplication application = await StartWithCookiesAsync();
        using var stranger = new ClientWebSocket();
        stranger.Options.CollectHttpResponseDetails = true;
        Assert.That(
            async () => await stranger.ConnectAsync(new Uri(application.WebSocket, $"/{path}"), CancellationToken.None).WaitAsync(Eventually.Patience),
            Throws.InstanceOf<WebSocketException>());
        Assert.That(stranger.HttpStatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [TestCase("stomp?access_token={0}")]
    [TestCase("sockjs/websocket?access_token={0}")]
    public async Task A_token_in_the_query_of_the_handshake_is_taken(string path)
    {
        await using SecurityApplication application = await StartWithTokensAsync();
        using WebSocketPeer peer = await WebSocketPeer.OpenAsync(new Uri(application.WebSocket, $"/{string.Format(null, path, Token())}"));
        await peer.SendAsync(WireText.Connect());
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Text: CONNECTED\n").And.Contain("\nuser-name:ann\n"));
        await peer.SendAsync("DISCONNECT\n\n\0");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("Close: 1000 disconnected"));
        await peer.CloseOutputAsync();
    }

    [Test]
    public async Task A_login_that_is_empty_is_none_and_the_token_of_the_handshake_counts()
    {
        await using SecurityApplication application = await StartWithTokensAsync();
        using WebSocketPeer peer = await WebSocketPeer.OpenAsync(new Uri(application.WebSocket, $"/stomp?access_token={Token()}"));
        await peer.SendAsync("CONNECT\naccept-version:1.2\nhost:test\nlogin:\npasscode:\n\n\0");
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Text: CONNECTED\n").And.Contain("\nuser-name:ann\n"));
        await peer.SendAsync("DISCONNECT\n\n\0");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("Close: 1000 disconnected"));
        await peer.CloseOutputAsync();
    }

    [TestCase("", "anonymous connections are not taken; CONNECT with 'login' and 'passcode', or with a bearer token in 'Authorization'")]
    [TestCase("?access_token=eyJ.x.y", "the token is malformed")]
    public async Task Without_a_good_token_the_client_is_told_at_CONNECT(string query, string expected)
    {
        await using SecurityApplication application = await StartWithTokensAsync();
        using WebSocketPeer peer = await WebSocketPeer.OpenAsync(new Uri(application.WebSocket, $"/stomp{query}"));
        await peer.SendAsync(WireText.Connect());
        Assert.That(await peer.ReceiveAsync(), Does.StartWith($"Text: ERROR\nmessage:{expected}\n"));
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Close: 1008 "));
        await peer.CloseOutputAsync();
    }

    [Test]
    public async Task A_token_in_the_Authorization_header_of_the_handshake_is_taken()
    {
        await using SecurityApplication application = await StartWithTokensAsync();
        using WebSocketPeer peer = await WebSocketPeer.OpenAsync(
            application.WebSocket, options => options.SetRequestHeader("Authorization", $"Bearer {Token()}"));
        await peer.SendAsync(WireText.Connect());
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Text: CONNECTED\n").And.Contain("\nuser-name:ann\n"));
        await peer.SendAsync("DISCONNECT\n\n\0");
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("Close: 1000"));
        await peer.CloseOutputAsync();
    }

    [Test]
    public async Task H13_a_SockJS_session_over_HTTP_belongs_to_the_token_that_it_was_opened_with()
    {
        await using SecurityApplication application = await StartWithTokensAsync();
        using var client = new HttpClient();
        string session = $"{application.Http}sockjs/000/session1";
        string token = Token();
        Assert.That(await PostAsync(client, $"{session}/xhr?access_token={token}"), Is.EqualTo((HttpStatusCode.OK, "o\n")));
        string connect = """["CONNECT\naccept-version:1.2\nhost:test\n\n\u0000"]""";
        Assert.That((await PostAsync(client, $"{session}/xhr_send", connect)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await PostAsync(client, $"{session}/xhr_send?access_token={Token("eve")}", connect)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await PostAsync(client, $"{session}/xhr_send?access_token={token}", connect)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        (HttpStatusCode _, string body) = await PostAsync(client, $"{session}/xhr?access_token={token}");
        Assert.That(body, Does.StartWith("a[\"CONNECTED").And.Contain("user-name:ann"));
        await PostAsync(client, $"{session}/xhr_send?access_token={token}", """["DISCONNECT\n\n\u0000"]""");
    }

    [Test]
    public async Task The_tokens_of_the_handshake_are_not_logged_by_the_broker()
    {
        await using SecurityApplication application = await StartWithTokensAsync();
        string token = Token();
        using WebSocketPeer peer = await WebSocketPeer.OpenAsync(new Uri(application.WebSocket, $"/stomp?access_token={token}"));
        await peer.SendAsync(WireText.Connect());
        await application.Log.WaitForAsync(100, "user ann");
        Assert.That(application.Log.Entries.Where(static entry => entry.EventId is >= 100 and < 400).Select(static entry => entry.Text), Has.None.Contains(token));
        await peer.SendAsync("DISCONNECT\n\n\0");
        await peer.ReceiveAsync();
        await peer.ReceiveAsync();
        await peer.CloseOutputAsync();
    }

    [Test]
    public async Task A_session_can_end_with_the_ticket_of_its_cookie()
    {
        await using SecurityApplication application = await StartWithCookiesAsync(lifetime: TimeSpan.FromSeconds(2));
        using WebSocketPeer ann = await OpenAsync(application, "ann", "staff");
        await ann.SendAsync(WireText.Connect());
        Assert.That(await ann.ReceiveAsync(), Does.StartWith("Text: CONNECTED\n"));
        Assert.That(await ann.ReceiveAsync(), Does.StartWith("Text: ERROR\nmessage:the session's token has expired"));
        Assert.That(await ann.ReceiveAsync(), Does.StartWith("Close: 1008 "));
        await ann.CloseOutputAsync();
    }

    private static string Token(string name = "ann") => JwtTests.Token(name, now: DateTimeOffset.UtcNow);

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(HttpClient client, string url, string content = "")
    {
        using var body = new StringContent(content);
        using HttpResponseMessage response = await client.PostAsync(new Uri(url), body).WaitAsync(Eventually.Patience);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static Task<SecurityApplication> StartWithTokensAsync() => SecurityApplication.StartAsync(
        static builder => builder.AddJwtBearer(static jwt =>
        {
            jwt.Secret = Secret;
            jwt.Issuers.Add("https://issuer");
            jwt.Audiences.Add("stomp");
        }),
        static application =>
        {
            application.MapStomp("/stomp");
            application.MapStompSockJs("/sockjs");
        },
        static options => options.AllowAnonymous = false);

    private static Task<SecurityApplication> StartWithCookiesAsync(Action<StompBrokerOptions>? options = null, TimeSpan? lifetime = null) =>
        SecurityApplication.StartAsync(
            static builder =>
            {
                builder.AddUsers(static users => users.Add("mallory", UserFixture.Hash("x")));
                builder.Services.AddAuthorization();
                builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(static cookie =>
                    cookie.Events.OnRedirectToLogin = static context =>
                    {
                        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                        return Task.CompletedTask;
                    });
            },
            application =>
            {
                application.UseAuthentication();
                application.UseAuthorization();
                application.MapGet("/login", (HttpContext context, string name, string role) => context.SignInAsync(
                    new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name), new Claim(ClaimTypes.Role, role)], "form")),
                    new AuthenticationProperties { ExpiresUtc = lifetime is null ? null : DateTimeOffset.UtcNow + lifetime }));
                application.MapStomp("/stomp", webSocket => webSocket.CloseOnAuthenticationExpiration = lifetime is not null).RequireAuthorization();
                application.MapStompSockJs("/sockjs").RequireAuthorization();
            },
            options);

    private static async Task<WebSocketPeer> OpenAsync(SecurityApplication application, string name, string role)
    {
        var cookies = new CookieContainer();
        using var handler = new HttpClientHandler { CookieContainer = cookies };
        using var browser = new HttpClient(handler);
        using HttpResponseMessage response = await browser.GetAsync(new Uri(application.Http, $"/login?name={name}&role={role}")).WaitAsync(Eventually.Patience);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return await WebSocketPeer.OpenAsync(application.WebSocket, options => options.Cookies = cookies);
    }
}
