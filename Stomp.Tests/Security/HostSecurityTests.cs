using System.Net;
using NUnit.Framework;
using Stomp.AspNetCore.Logins;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Security;

/// <summary>The program with users, tokens and rules in its configuration.</summary>
public sealed class HostSecurityTests
{
    private const string Jwt = """ "Jwt": { "Secret": "a secret of thirty-two octets....", "Issuers": [ "https://issuer" ], "Audiences": [ "stomp" ] } """;

    [Test]
    public async Task With_users_it_listens_on_all_addresses_and_lets_them_in_by_what_hash_password_printed()
    {
        await using var hashing = HostProcess.Start(["hash-password"], input: "anns secret\n");
        string hash = (await hashing.WaitForExitAsync()).Output.Trim();
        await using var host = HostProcess.Start(
            ["--listen", "stomp://0.0.0.0:0", "--Stomp:AllowAnonymous=false"],
            localSettings: $$"""
            { "Stomp": {
                "Users": [ { "Name": "ann", "PasswordHash": "{{hash}}", "Roles": [ "admin" ] } ],
                "Authorization": [
                    { "Action": "Send", "Destination": "/topic/alerts", "Roles": [ "admin" ] },
                    { "Action": "Any", "Destination": [ "/topic/{user}/**", "/queue/{user}" ], "Authenticated": true } ] } }
            """);
        List<string> lines = await host.WaitUntilReadyAsync();
        Assert.That(lines, Has.Count.EqualTo(1).And.One.StartWith("Listening on stomp://0.0.0.0:"));
        var address = new IPEndPoint(IPAddress.Loopback, HostProcess.AddressIn(lines[0]).Port);

        await using TcpPeer ann = await TcpPeer.OpenAsync(address);
        await ann.SendAsync(WireText.Connect(headers: "login:ann\npasscode:anns secret\n"));
        Assert.That(await ann.ReceiveAsync(), Does.StartWith("CONNECTED\n").And.Contain("\nuser-name:ann\n"));
        await ann.SubscribeAsync("/topic/ann/x");
        await ann.SendAsync(WireText.Send("/topic/alerts", "x", "receipt:r\n") + WireText.Send("/queue/bob", "x"));
        Assert.That(await ann.ReceiveAsync(), Does.StartWith("RECEIPT\nreceipt-id:r\n"));
        Assert.That(await ann.ReceiveAsync(), Does.StartWith("ERROR\nmessage:the user 'ann' may not send to /queue/bob (no rule allows it)\n"));

        await using TcpPeer wrong = await TcpPeer.OpenAsync(address);
        await wrong.SendAsync(WireText.Connect(headers: "login:ann\npasscode:bobs secret\n"));
        Assert.That(await wrong.ReceiveToEndAsync(), Does.StartWith("ERROR\nmessage:the login or the passcode is wrong\n"));
        await using TcpPeer nobody = await TcpPeer.OpenAsync(address);
        await nobody.SendAsync(WireText.Connect());
        Assert.That(await nobody.ReceiveToEndAsync(), Does.StartWith("ERROR\nmessage:anonymous connections are not taken"));
    }

    [Test]
    public async Task With_tokens_it_lets_their_users_in_and_renews_them_over_TCP()
    {
        await using var host = HostProcess.Start(["--listen", "stomp://0.0.0.0:0"], localSettings: $$"""{ "Stomp": { {{Jwt}} } }""");
        List<string> lines = await host.WaitUntilReadyAsync();
        await using TcpPeer ann = await TcpPeer.OpenAsync(new IPEndPoint(IPAddress.Loopback, HostProcess.AddressIn(lines[0]).Port));
        await ann.SendAsync(WireText.Connect(headers: $"Authorization:Bearer {JwtTests.Token(now: DateTimeOffset.UtcNow)}\n"));
        Assert.That(await ann.ReceiveAsync(), Does.StartWith("CONNECTED\n").And.Contain("\nuser-name:ann\n"));
        await ann.SendAsync(
            $"SEND\ndestination:/session/credentials\nAuthorization:Bearer {JwtTests.Token(now: DateTimeOffset.UtcNow.AddHours(1))}\nreceipt:r\n\n\0");
        Assert.That(await ann.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:r\n\n"));
    }

    [TestCase("""{ "Stomp": { "Users": [ { "Name": "ann", "Password": "SECRET" } ] } }""", "Stomp:Users:0:Password is no setting: passwords stand in the configuration as PasswordHash only; 'Stomp.Host hash-password' makes a hash of one")]
    [TestCase("""{ "Stomp": { "Users": [ { "Name": "ann", "PasswordHash": "SECRET" } ] } }""", "the PasswordHash of the user 'ann' is no hash, perhaps a plain-text password; 'Stomp.Host hash-password' makes a hash of one")]
    [TestCase("""{ "Stomp": { "Users": { "ann": "SECRET" } } }""", "Stomp:Users:ann lacks Name or PasswordHash")]
    [TestCase("""{ "Stomp": { "Authorization": [ { "Action": "Read", "Destination": "/x", "Allow": true } ] } }""", "Stomp:Authorization:0:Action is 'Read'; it can be Send, Subscribe, Receive, or Any for the first two")]
    [TestCase("""{ "Stomp": { "Authorization": [ { "Destination": "/x", "Allow": true } ] } }""", "Stomp:Authorization:0 lacks Action")]
    [TestCase("""{ "Stomp": { "Authorization": [ { "Action": "Send", "Allow": true } ] } }""", "Stomp:Authorization:0 lacks Destination")]
    [TestCase("""{ "Stomp": { "Authorization": [ { "Action": "Send", "Destination": "/x" } ] } }""", "Stomp:Authorization:0: the rule 'Send /x' does not say who may")]
    [TestCase("""{ "Stomp": { "Authorization": [ { "Action": "Send", "Destination": "/x", "Allow": "perhaps" } ] } }""", "Stomp:Authorization:0:Allow is 'perhaps'; it can be true or false")]
    [TestCase("""{ "Stomp": { "Authorization": [ { "Action": "Send", "Destination": "/x", "Role": "admin" } ] } }""", "Stomp:Authorization:0:Role is no setting")]
    [TestCase("""{ "Stomp": { "Authorization": [ { "Action": "Send", "Destination": "/x", "Authenticated": true, "Roles": [] } ] } }""", "Stomp:Authorization:0:Roles is empty; name somebody there, or leave it out")]
    [TestCase("""{ "Stomp": { "Authorization": [ { "Action": "Send", "Destination": "x", "Allow": true } ] } }""", "the pattern 'x' does not begin with a slash")]
    [TestCase("""{ "Stomp": { "Authorization": [ { "Action": "Send", "Destination": "/x", "Policy": "p" } ] } }""", "Stomp:Authorization:0:Policy: policies are of applications that embed the broker; this process has none")]
    [TestCase("""{ "Stomp": { "Jwt": { "Secret": "short" } } }""", "Secret is shorter than 32 octets")]
    [TestCase("""{ "Stomp": { "Jwt": { "Secrets": "short" } } }""", "Stomp:Jwt:Secrets is no setting")]
    [TestCase("""{ "Stomp": { "Jwt": { "ClockSkew": "1.00:00:00" } } }""", "ClockSkew")]
    [TestCase("""{ "Stomp": { "CredentialsDestination": "x" } }""", "'x' must begin with a slash, or be empty")]
    public async Task A_mistake_in_the_configuration_is_one_line_that_shows_no_secret(string settings, string expected)
    {
        await using var host = HostProcess.Start(["--listen", "stomp://127.0.0.1:0"], localSettings: settings);
        (int code, string output, string errors) = await host.WaitForExitAsync();
        Assert.That(errors, Does.StartWith("stomp: ").And.Contain(expected).And.Not.Contain("SECRET"));
        Assert.That(errors.TrimEnd('\n'), Does.Not.Contain('\n'));
        Assert.That((code, output), Is.EqualTo((1, "")));
    }

    [Test]
    public void A_hash_of_another_kind_is_none() => Assert.That(StompPasswordHash.IsValid("{noop}123"), Is.False);
}
