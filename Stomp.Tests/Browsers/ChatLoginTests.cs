using System.Net;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Stomp.Tests.Browsers;

/// <summary>The form login of <c>samples/Chat</c>, as Spring Security's users know it, and what it protects.</summary>
public sealed class ChatLoginTests : ChatFixture
{
    private readonly CookieContainer _cookies = new();
    private HttpClient _http = null!;

    [SetUp]
    public void OpenBrowser() =>
        _http = new HttpClient(new HttpClientHandler { CookieContainer = _cookies, AllowAutoRedirect = false }) { BaseAddress = Address };

    [TearDown]
    public void CloseBrowser()
    {
        _http.Dispose();
        foreach (Cookie cookie in _cookies.GetAllCookies())
        {
            cookie.Expired = true;
        }
    }

    [TestCase("/")]
    [TestCase("/chat.html")]
    [TestCase("/onlinechat.html")]
    [TestCase("/app.js")]
    [TestCase("/webjars/jquery/jquery.min.js")]
    [TestCase("/nowhere")]
    public async Task A_stranger_is_sent_to_the_login_page(string path)
    {
        using HttpResponseMessage response = await _http.GetAsync(path);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(response.Headers.Location!.PathAndQuery, Is.EqualTo($"/login?ReturnUrl={Uri.EscapeDataString(path)}"));
    }

    // A client of SockJS would take the login page for an answer.
    [TestCase("/chat")]
    [TestCase("/chat/info")]
    [TestCase("/chat/000/session/xhr")]
    public async Task A_stranger_cannot_connect(string path)
    {
        using HttpResponseMessage response = await _http.GetAsync(path);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [TestCase("admin")]
    [TestCase("sang")]
    public async Task A_user_logs_in_and_comes_to_the_page_that_was_asked_for(string name)
    {
        using HttpResponseMessage login = await LogInAsync(name, "123", "/login?ReturnUrl=%2Fchat.html");
        Assert.That(login.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(login.Headers.Location!.OriginalString, Is.EqualTo("/chat.html"));
        Assert.That(await _http.GetStringAsync("/chat.html"), Does.Contain("id=\"conversation\""));
        Assert.That(await _http.GetStringAsync("/chat"), Is.EqualTo("Welcome to SockJS!\n"));
    }

    [TestCase("admin", "124")]
    [TestCase("Admin", "123")]
    [TestCase("nobody", "123")]
    [TestCase("admin", "")]
    public async Task Who_does_not_know_the_password_stays_outside(string name, string password)
    {
        using HttpResponseMessage login = await LogInAsync(name, password, "/login");
        Assert.That(login.Headers.Location!.OriginalString, Is.EqualTo("/login?error"));
        Assert.That(await _http.GetStringAsync("/login?error"), Does.Contain("User name or password is wrong."));
        using HttpResponseMessage page = await _http.GetAsync("/chat.html");
        Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
    }

    [Test]
    public async Task A_form_without_its_token_is_refused()
    {
        using HttpResponseMessage response = await _http.PostAsync("/login", Form(("username", "admin"), ("password", "123")));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Logging_in_leads_to_no_page_of_others()
    {
        using HttpResponseMessage login = await LogInAsync("admin", "123", "/login?ReturnUrl=https%3A%2F%2Fexample.org%2F");
        Assert.That(login.Headers.Location!.OriginalString, Is.EqualTo("/"));
    }

    [Test]
    public async Task Logging_out_ends_the_login()
    {
        using (await LogInAsync("admin", "123", "/login"))
        {
            string token = TokenIn(await _http.GetStringAsync("/logout"));
            using HttpResponseMessage logout = await _http.PostAsync("/logout", Form(("_csrf", token)));
            Assert.That(logout.Headers.Location!.OriginalString, Is.EqualTo("/login?logout"));
        }

        using HttpResponseMessage page = await _http.GetAsync("/chat.html");
        Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
    }

    [Test]
    public async Task Pages_run_no_script_but_their_own()
    {
        using HttpResponseMessage response = await _http.GetAsync("/login");
        Assert.That(response.Headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("default-src 'self';").And.Not.Contain("unsafe"));
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(static field => KeyValuePair.Create(field.Name, field.Value)));

    private static string TokenIn(string page) => Regex.Match(page, "name=\"_csrf\" type=\"hidden\" value=\"([^\"]+)\"").Groups[1].Value;

    private async Task<HttpResponseMessage> LogInAsync(string name, string password, string page)
    {
        string token = TokenIn(await _http.GetStringAsync(page));
        return await _http.PostAsync(page, Form(("username", name), ("password", password), ("_csrf", token)));
    }
}
