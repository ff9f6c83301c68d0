using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using NUnit.Framework;
using Stomp.Broker.Configuration;
using Stomp.Broker.Jwt;
using Stomp.Core.Transports;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Security;

/// <summary>Bearer tokens: which are taken, where they may stand, when they expire, how they are renewed.</summary>
public sealed class JwtTests : BrokerFixture
{
    private const string Secret = "a secret of thirty-two octets....";
    private const string Renewal = "/session/credentials";
    private static readonly SymmetricSecurityKey Key = new(Encoding.UTF8.GetBytes(Secret));

    [TestCase("Authorization:Bearer {0}\n")]
    [TestCase("Authorization:bearer  {0}\n")]
    [TestCase("login:anything\npasscode:{0}\n")]
    [TestCase("passcode:{0}\n")]
    public async Task A_token_stands_in_a_header_or_as_the_passcode(string headers)
    {
        StartWithTokens();
        WireClient client = await Broker.ConnectAsync(headers: headers.Replace("{0}", Token(), StringComparison.Ordinal));
        Broker.AssertLogged(100, "user ann");
        await client.DoAsync(Wire.Begin("t"));
    }

    [Test]
    public async Task A_token_may_come_with_the_connection()
    {
        StartWithTokens(broker => broker.AllowAnonymous = false);
        WireClient client = Broker.Add(new WireClient(
            Broker.Engine, create: (pipe, abort) => new PipeConnection(pipe, "pipe", abort) { BearerToken = Token() }));
        await client.SendAsync(Wire.Connect("1.2"));
        Assert.That((await client.ReadAsync()).ToString(), Is.EqualTo("CONNECTED 1.2"));
    }

    private static IEnumerable<TestCaseData> WrongTokens =>
    [
        new TestCaseData((Func<string>)(() => Token(expiresIn: -120)), "the token has expired").SetArgDisplayNames("expired"),
        new TestCaseData((Func<string>)(() => Token(notBefore: 120)), "the token is not valid yet").SetArgDisplayNames("not yet valid"),
        new TestCaseData((Func<string>)(() => Token(expiresIn: null)), "the token has no expiry ('exp')").SetArgDisplayNames("without expiry"),
        new TestCaseData((Func<string>)(() => Token(issuer: "https://other")), "the token is of an issuer that is not trusted here").SetArgDisplayNames("issuer"),
        new TestCaseData((Func<string>)(() => Token(audience: "other")), "the token is for another audience").SetArgDisplayNames("audience"),
        new TestCaseData((Func<string>)(() => Token(name: null)), "the token names no user: it has no claim 'sub'").SetArgDisplayNames("without a name"),
        new TestCaseData(
            (Func<string>)(() => Token(key: new SymmetricSecurityKey(Encoding.UTF8.GetBytes("another secret of 32 octets.......")))),
            "the token's signature is wrong, or of an unknown key").SetArgDisplayNames("key"),
        new TestCaseData((Func<string>)(() => Token()[..^3] + "AAA"), "the token's signature is wrong, or of an unknown key").SetArgDisplayNames("signature"),
        new TestCaseData((Func<string>)Unsigned, "the token's signature is wrong, or of an unknown key").SetArgDisplayNames("alg none"),
        new TestCaseData((Func<string>)(() => "eyJ.x.y"), "the token is malformed").SetArgDisplayNames("malformed"),
        new TestCaseData((Func<string>)(() => "hello"), "the token is malformed").SetArgDisplayNames("no token"),
    ];

    [TestCaseSource(nameof(WrongTokens))]
    public async Task A_token_that_is_not_taken_is_refused_with_the_reason_and_not_shown(Func<string> create, string expected)
    {
        StartWithTokens();
        string token = create();
        WireClient client = Broker.Open();
        await client.SendAsync(Wire.Connect("1.2", $"Authorization:Bearer {token}\n"));
        Assert.That((await client.ReadAsync()).ToString(), Is.EqualTo($"ERROR {expected}"));
        await client.ExpectEndAsync();
        Assert.That(Broker.Log.Entries.Select(entry => entry.Text), Has.None.Contains(token));
    }

    [Test]
    public async Task Clocks_may_differ_a_little()
    {
        StartWithTokens();
        await Broker.ConnectAsync(headers: $"passcode:{Token(expiresIn: -30)}\n");
        await Broker.ConnectAsync(headers: $"passcode:{Token(notBefore: 30)}\n");
    }

    [Test]
    public async Task A_token_may_be_valid_until_the_end_of_the_calendar()
    {
        StartWithTokens();
        var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        string token = handler.CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object> { ["iss"] = "https://issuer", ["aud"] = "stomp", ["sub"] = "ann", ["exp"] = DateTimeOffset.MaxValue.ToUnixTimeSeconds() },
            SigningCredentials = new SigningCredentials(Key, "HS256"),
        });
        WireClient client = await Broker.ConnectAsync(headers: $"passcode:{token}\n");
        Time.Advance(3_600_000);
        await client.DoAsync(Wire.Begin("t"));
    }

    [Test]
    public async Task An_algorithm_that_is_not_listed_is_refused()
    {
        StartWithTokens(jwt: options => options.Algorithms.Add("HS512"));
        WireClient client = Broker.Open();
        await client.SendAsync(Wire.Connect("1.2", $"passcode:{Token()}\n"));
        await client.ExpectErrorAsync("the token");
    }

    [Test]
    public async Task A_passcode_that_is_no_token_is_for_others_to_judge()
    {
        StartWithTokens();
        await Broker.ConnectAsync(headers: "login:guest\npasscode:guest\n");
    }

    [Test]
    public async Task A_session_ends_when_its_token_expires()
    {
        StartWithTokens(jwt: options => options.ClockSkew = TimeSpan.Zero);
        WireClient client = await Broker.ConnectAsync(headers: $"passcode:{Token(expiresIn: 60)}\n");
        await client.UntilAllReadAsync();
        Time.Advance(59_000);
        await client.DoAsync(Wire.Begin("t"));
        await client.UntilAllReadAsync();
        Time.Advance(1_100);
        await client.ExpectErrorAsync("the session's token has expired; connect with a new one");
    }

    [Test]
    public async Task A_new_token_of_the_same_user_keeps_the_session_open()
    {
        StartWithTokens(jwt: options => options.ClockSkew = TimeSpan.Zero);
        WireClient client = await Broker.ConnectAsync(headers: $"passcode:{Token(expiresIn: 60)}\n");
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"));
        await client.SendAsync(Wire.Send(Renewal, "", $"Authorization:Bearer {Token(expiresIn: 600)}\nreceipt:renewed\n") + Wire.Send("/topic/a", "after"));
        await client.ExpectAsync("RECEIPT renewed", "MESSAGE 1 after");
        await client.UntilAllReadAsync();
        Time.Advance(599_000);
        await client.DoAsync(Wire.Begin("t"));
        await client.UntilAllReadAsync();
        Time.Advance(2_100);
        await client.ExpectErrorAsync("token has expired");
    }

    [Test]
    public async Task A_token_of_another_user_does_not()
    {
        StartWithTokens();
        WireClient client = await Broker.ConnectAsync(headers: $"passcode:{Token()}\n");
        await client.SendAsync(Wire.Send(Renewal, "", $"Authorization:Bearer {Token(name: "bob")}\nreceipt:r\n"));
        WireFrame error = await client.ExpectErrorAsync("the new credentials are of another user; a session keeps its own");
        Assert.That(error["receipt-id"], Is.EqualTo("r"));
    }

    [TestCase("", "the new credentials are none that this broker judges")]
    [TestCase("Authorization:Bearer x\n", "the token is malformed")]
    public async Task What_is_no_token_ends_the_session(string headers, string expected)
    {
        StartWithTokens();
        WireClient client = await Broker.ConnectAsync(headers: $"passcode:{Token()}\n");
        await client.SendAsync(Wire.Send(Renewal, "", headers));
        await client.ExpectErrorAsync(expected);
    }

    [Test]
    public async Task An_anonymous_session_does_not_become_somebodys()
    {
        StartWithTokens();
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send(Renewal, "", $"Authorization:Bearer {Token()}\n"));
        await client.ExpectErrorAsync("the new credentials are of another user");
    }

    [Test]
    public async Task Without_authenticators_the_destination_is_none()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send(Renewal));
        await client.ExpectErrorAsync("the destination is unknown");
    }

    [Test]
    public async Task Roles_of_a_token_count_in_rules_and_a_new_token_changes_them()
    {
        StartWithTokens(broker => broker.Authorization.Send("/topic/alerts").RequireRole("admin").Send("/**").Allow());
        WireClient client = await Broker.ConnectAsync(headers: $"passcode:{Token(roles: ["staff", "admin"])}\n");
        await client.DoAsync(Wire.Send("/topic/alerts", "1"));
        await client.SendAsync(Wire.Send(Renewal, "", $"Authorization:Bearer {Token(roles: ["staff"])}\n") + Wire.Send("/topic/alerts", "2"));
        await client.ExpectErrorAsync("the user 'ann' may not send to /topic/alerts");
    }

    [Test]
    public async Task A_subscription_that_a_new_token_no_longer_allows_ends_the_session()
    {
        StartWithTokens(broker => broker.Authorization.Subscribe("/topic/secret").RequireRole("admin").Subscribe("/**").Allow());
        WireClient client = await Broker.ConnectAsync(headers: $"passcode:{Token(roles: ["admin"])}\n");
        await client.DoAsync(Wire.Subscribe("1", "/topic/free") + Wire.Subscribe("2", "/topic/secret"));
        await client.SendAsync(Wire.Send(Renewal, "", $"Authorization:Bearer {Token()}\nreceipt:r\n"));
        await client.ExpectErrorAsync("the user 'ann' may not subscribe to /topic/secret");
    }

    [Test]
    public async Task What_a_subscription_with_wildcards_receives_follows_the_new_token()
    {
        StartWithTokens(broker => broker.Authorization.Receive("/topic/secret").RequireRole("admin").Receive("/**").Allow());
        WireClient client = await Broker.ConnectAsync(headers: $"passcode:{Token(roles: ["admin"])}\n");
        await client.SendAsync(Wire.Subscribe("1", "/topic/*") + Wire.Send("/topic/secret", "1"));
        await client.ExpectAsync("MESSAGE 1 1");
        await client.SendAsync(
            Wire.Send(Renewal, "", $"Authorization:Bearer {Token()}\nreceipt:r\n") + Wire.Send("/topic/secret", "2") + Wire.Send("/topic/free", "3"));
        await client.ExpectAsync("RECEIPT r", "MESSAGE 1 3");
    }

    [TestCase("rsa.pem", "RS256")]
    [TestCase("ec.pem", "ES256")]
    [TestCase("jwks.json", "RS256")]
    public async Task Keys_stand_in_a_file(string file, string algorithm)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("stomp-tests-");
        try
        {
            using var rsa = RSA.Create(2048);
            using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            SecurityKey key = algorithm == "ES256" ? new ECDsaSecurityKey(curve) : new RsaSecurityKey(rsa);
            string path = Path.Combine(folder.FullName, file);
            RSAParameters shown = rsa.ExportParameters(includePrivateParameters: false);
            await File.WriteAllTextAsync(path, file switch
            {
                "rsa.pem" => rsa.ExportSubjectPublicKeyInfoPem(),
                "ec.pem" => curve.ExportSubjectPublicKeyInfoPem(),
                _ => $$"""{"keys":[{"kty":"RSA","use":"sig","n":"{{Base64UrlEncoder.Encode(shown.Modulus)}}","e":"{{Base64UrlEncoder.Encode(shown.Exponent)}}"}]}""",
            });
            StartWithTokens(jwt: options =>
            {
                options.Secret = null;
                options.KeyFile = path;
            });
            await Broker.ConnectAsync(headers: $"passcode:{Token(key: key, algorithm: algorithm)}\n");

            // The public key is no secret: nobody may sign with it as if it were one.
            WireClient forger = Broker.Open();
            var publicText = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(await File.ReadAllTextAsync(path)));
            await forger.SendAsync(Wire.Connect("1.2", $"passcode:{Token(key: publicText)}\n"));
            await forger.ExpectErrorAsync("the token");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<TestCaseData> WrongOptions =>
    [
        new TestCaseData((Action<StompJwtOptions>)(options => options.Secret = null), "no key to check tokens with"),
        new TestCaseData((Action<StompJwtOptions>)(options => options.Secret = "short"), "Secret is shorter than 32 octets"),
        new TestCaseData((Action<StompJwtOptions>)(options => options.Issuers.Clear()), "no issuer is trusted"),
        new TestCaseData((Action<StompJwtOptions>)(options => options.Audiences.Clear()), "no audience is set"),
        new TestCaseData((Action<StompJwtOptions>)(options => options.Algorithms.Add("none")), "the algorithm 'none' is no signature"),
        new TestCaseData((Action<StompJwtOptions>)(options => options.Authority = "http://idp"), "'http://idp' is no https URL"),
        new TestCaseData((Action<StompJwtOptions>)(options => options.Authority = "idp"), "'idp' is no URL"),
        new TestCaseData((Action<StompJwtOptions>)(options => options.KeyFile = "/nowhere.pem"), "the key file '/nowhere.pem' cannot be read"),
    ];

    [TestCaseSource(nameof(WrongOptions))]
    public void What_is_wrong_with_the_settings_is_said(Action<StompJwtOptions> configure, string expected)
    {
        StompJwtOptions options = CreateOptions();
        configure(options);
        ValidateOptionsResult result = new JwtOptionsValidator().Validate(null, options);
        Assert.That(result.FailureMessage, Does.StartWith($"Bearer tokens: {expected}"));
    }

    internal static string Token(
        string? name = "ann",
        int? expiresIn = 3600,
        int? notBefore = null,
        string issuer = "https://issuer",
        string audience = "stomp",
        string[]? roles = null,
        SecurityKey? key = null,
        string algorithm = "HS256",
        DateTimeOffset? now = null)
    {
        // By the clock of the tests, which begins here.
        DateTimeOffset start = now ?? DateTimeOffset.UnixEpoch.AddHours(1);
        var claims = new Dictionary<string, object> { ["iss"] = issuer, ["aud"] = audience, ["roles"] = roles ?? [] };
        if (name is not null)
        {
            claims["sub"] = name;
        }

        if (expiresIn is { } seconds)
        {
            claims["exp"] = start.AddSeconds(seconds).ToUnixTimeSeconds();
        }

        if (notBefore is { } wait)
        {
            claims["nbf"] = start.AddSeconds(wait).ToUnixTimeSeconds();
        }

        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            SigningCredentials = new SigningCredentials(key ?? Key, algorithm),
        });
    }

    private static string Unsigned()
    {
        string[] parts = Token().Split('.');
        return $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.";
    }

    private static StompJwtOptions CreateOptions() => new() { Secret = Secret, Issuers = { "https://issuer" }, Audiences = { "stomp" } };

    private void StartWithTokens(Action<StompBrokerOptions>? broker = null, Action<StompJwtOptions>? jwt = null)
    {
        StompJwtOptions options = CreateOptions();
        jwt?.Invoke(options);
        var time = new ManualTime();
        Start(broker, new JwtAuthenticator(Options.Create(options), time, NullLogger<JwtAuthenticator>.Instance), time: time);
    }
}
