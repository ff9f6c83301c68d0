using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class ContentLengthTests(Transport transport) : ConformanceFixture(transport)
{
    private static readonly string[] All = ["1.0", "1.1", "1.2"];
    private static readonly string[] From11 = ["1.1", "1.2"];

    [TestCase("-1")]
    [TestCase("+5")]
    [TestCase("5 ")]
    [TestCase("0x5")]
    [TestCase("5,0")]
    [TestCase("")]
    [Checklist("C-38")]
    public Task It_is_plain_digits(string value) =>
        ExpectRefusedAsync(All, WireText.Send($"/topic/{Own}", "12345", $"content-length:{value}\n"), "content-length is not a number");

    // In 1.0 a blank may stand behind the colon (D-5).
    [Test]
    [Checklist("C-38")]
    public Task It_has_no_blank_before_it() =>
        ExpectRefusedAsync(From11, WireText.Send($"/topic/{Own}", "12345", "content-length: 5\n"), "content-length is not a number");

    // Nothing of the body is sent: it is not waited for.
    [TestCase("4194305")]
    [TestCase("2147483648")]
    [TestCase("4294967297")]
    [TestCase("9223372036854775808")]
    [TestCase("99999999999999999999")]
    [Checklist("C-38")]
    public Task It_is_within_the_limit_and_judged_before_the_body_comes(string value) =>
        ExpectRefusedAsync(All, $"SEND\ndestination:/topic/{Own}\ncontent-length:{value}\n\n", "exceeds the limit of 4194304 octets");

    [Test]
    [Checklist("C-39", "C-42")]
    public async Task The_first_of_two_counts_and_the_receiver_gets_the_servers_own([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/topic/{Own}");
        await peer.SendAsync(WireText.Send($"/topic/{Own}", "1\u00003", "content-length:3\ncontent-length:1\n"));
        (string head, byte[] body) = await peer.ReceiveCountedAsync();
        Assert.That(body, Is.EqualTo("1\u00003"u8.ToArray()));
        Assert.That(head.Split("\ncontent-length:"), Has.Length.EqualTo(2));
        Assert.That(head, Does.Contain("\ncontent-length:3\n"));
        await ExpectQuietAsync(peer);
    }

    [Test]
    [Checklist("C-42")]
    public Task The_second_of_two_does_not_end_the_body_earlier() =>
        ExpectRefusedAsync(
            All, WireText.Send($"/topic/{Own}", "1\0SEND\n\n", "content-length:3\ncontent-length:1\n"), "the octet behind the body is not NUL");

    [Test]
    [Checklist("C-39")]
    public async Task Leading_zeros_are_not_passed_on([Values("1.0", "1.1", "1.2")] string version) =>
        Assert.That(await RelayAsync(version, version, "content-length:004\n"), Does.Contain("\ncontent-length:4\n").And.Not.Contain("004"));
}
