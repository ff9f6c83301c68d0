using NUnit.Framework;
using Stomp.AspNetCore.Logins;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Security;

/// <summary><c>Stomp.Host hash-password</c>, and what counts as a hash.</summary>
public sealed class HashPasswordTests
{
    [TestCase("secret", "secret")]
    [TestCase("secret\n", "secret")]
    [TestCase("sécret with spaces \r\n", "sécret with spaces ")]
    public async Task It_reads_a_password_from_a_pipe_and_prints_its_hash_alone(string input, string password)
    {
        await using var host = HostProcess.Start(["hash-password"], input: input);
        (int code, string output, string errors) = await host.WaitForExitAsync();
        Assert.That(errors, Is.Empty);
        Assert.That(code, Is.Zero);
        string hash = output.TrimEnd('\n');
        Assert.That(StompPasswordHash.IsValid(hash), Is.True, hash);
        Assert.That(StompPasswordHash.Verify(hash, password), Is.True);
        Assert.That(StompPasswordHash.Verify(hash, password + "x"), Is.False);
    }

    [TestCase("", "stomp: the password is empty")]
    [TestCase("\n", "stomp: the password is empty")]
    [TestCase("two\nlines", "stomp: the password has more than one line; a passcode is one header")]
    public async Task What_is_no_password_is_refused_in_one_line(string input, string expected)
    {
        await using var host = HostProcess.Start(["hash-password"], input: input);
        Assert.That(await host.WaitForExitAsync(), Is.EqualTo((1, "", expected + Environment.NewLine)));
    }

    [Test]
    public void Two_hashes_of_a_password_differ()
    {
        string first = StompPasswordHash.Create("secret");
        string second = StompPasswordHash.Create("secret");
        Assert.That(second, Is.Not.EqualTo(first));
    }

    [TestCase("", false)]
    [TestCase("secret", false)]
    [TestCase("password", false)]
    [TestCase("correct horse battery staple", false)]
    [TestCase("$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy", false)]
    [TestCase("AQAAAAIAAYagAAAAE", false)]
    [TestCase("AQAAAAL/////AAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", false)]
    [TestCase("AQAAAAIAAYagAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", true)]
    public void A_hash_is_known_from_a_plain_text(string text, bool isHash) => Assert.That(StompPasswordHash.IsValid(text), Is.EqualTo(isHash));
}
