using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Security;

/// <summary>Keys of an OpenID provider, which is another application here.</summary>
public sealed class OpenIdTests
{
    [Test]
    public async Task Tokens_are_checked_with_the_keys_that_the_provider_shows()
    {
        using var rsa = RSA.Create(2048);
        using var other = RSA.Create(2048);
        RSAParameters shown = rsa.ExportParameters(includePrivateParameters: false);
        await using SecurityApplication provider = await SecurityApplication.StartAsync(static _ => { }, application =>
        {
            application.MapGet("/.well-known/openid-configuration", static (HttpContext context) => Results.Text(
                $$"""{"issuer":"https://issuer","jwks_uri":"http://{{context.Request.Host}}/keys"}""", "application/json"));
            application.MapGet("/keys", () => Results.Text(
                $$"""{"keys":[{"kty":"RSA","use":"sig","kid":"k1","n":"{{Base64UrlEncoder.Encode(shown.Modulus)}}","e":"{{Base64UrlEncoder.Encode(shown.Exponent)}}"}]}""",
                "application/json"));
        });
        await using SecurityApplication application = await StartAsync($"{provider.Http}");
        Assert.That(await ConnectAsync(application, Token(rsa)), Does.StartWith("Text: CONNECTED\n").And.Contain("\nuser-name:ann\n"));
        Assert.That(await ConnectAsync(application, Token(other)), Does.StartWith("Text: ERROR\nmessage:the token's signature is wrong, or of an unknown key\n"));
    }

    [Test]
    public async Task While_the_provider_does_not_answer_the_client_is_told_so()
    {
        using var rsa = RSA.Create(2048);
        await using SecurityApplication application = await StartAsync("http://127.0.0.1:1/");
        Assert.That(await ConnectAsync(application, Token(rsa)), Does.StartWith("Text: ERROR\nmessage:the token cannot be judged now; its provider does not answer\n"));
        await application.Log.WaitForAsync(301);
    }

    private static string Token(RSA rsa) =>
        JwtTests.Token(key: new RsaSecurityKey(rsa) { KeyId = "k1" }, algorithm: "RS256", now: DateTimeOffset.UtcNow);

    private static Task<SecurityApplication> StartAsync(string authority) => SecurityApplication.StartAsync(
        builder => builder.AddJwtBearer(jwt =>
        {
            jwt.Authority = authority;
            jwt.RequireHttpsMetadata = false;
            jwt.Audiences.Add("stomp");
        }),
        static application => application.MapStomp("/stomp"));

    private static async Task<string> ConnectAsync(SecurityApplication application, string token)
    {
        using WebSocketPeer peer = await WebSocketPeer.OpenAsync(application.WebSocket);
        await peer.SendAsync(WireText.Connect(headers: $"Authorization:Bearer {token}\n"));
        string answer = await peer.ReceiveAsync();
        if (answer.Contains("CONNECTED", StringComparison.Ordinal))
        {
            await peer.SendAsync("DISCONNECT\n\n\0");
        }

        await peer.ReceiveAsync();
        await peer.CloseOutputAsync();
        return answer;
    }
}
