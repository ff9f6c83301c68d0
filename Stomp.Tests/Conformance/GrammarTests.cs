using NUnit.Framework;

namespace Stomp.Tests.Conformance;

[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class GrammarTests(Transport transport) : ConformanceFixture(transport)
{
    private static readonly string[] All = ["1.0", "1.1", "1.2"];
    private static readonly string[] From11 = ["1.1", "1.2"];

    [Test]
    [Checklist("C-1")]
    public async Task A_frame_needs_no_headers([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await peer.SendAsync("DISCONNECT\n\n\0");
        Assert.That(await peer.ReceiveToEndAsync(), Is.Empty);
    }

    [TestCase("send")]
    [TestCase("Send")]
    [Checklist("C-7")]
    public Task Commands_are_case_sensitive(string command) =>
        ExpectRefusedAsync(From11, $"{command}\ndestination:/topic/{Own}\n\n\0", "the command is unknown");

    [Test]
    [Checklist("C-7")]
    public Task Header_names_are_case_sensitive() =>
        ExpectRefusedAsync(From11, $"SEND\nDestination:/topic/{Own}\n\n\0", "the frame lacks the header 'destination'");

    [Test]
    [Checklist("C-8")]
    public Task A_header_line_without_colon_is_refused() =>
        ExpectRefusedAsync(All, $"SEND\ndestination:/topic/{Own}\nreceipt\n\n\0", "a header line has no colon");

    [Test]
    [Checklist("C-9")]
    public Task A_header_without_name_is_refused() =>
        ExpectRefusedAsync(All, $"SEND\ndestination:/topic/{Own}\n:x\n\n\0", "a header line has no name");

    [Test]
    [Checklist("C-10")]
    public async Task A_header_value_may_be_empty([Values("1.0", "1.1", "1.2")] string version) =>
        Assert.That(await RelayAsync(version, version, "k:\nl:1\n"), Does.Contain("\nk:\nl:1\n"));

    [Test]
    [Checklist("C-11")]
    public async Task In_1_0_a_value_may_hold_colons() =>
        Assert.That(await RelayAsync("1.0", "1.0", "url:http://x:80/\n"), Does.Contain("\nurl:http://x:80/\n"));

    [Test]
    [Checklist("C-12")]
    public async Task The_first_of_raw_colons_ends_the_name([Values("1.1", "1.2")] string version) =>
        Assert.That(await RelayAsync(version, version, "url:http://x:80/\n"), Does.Contain("\nurl:http\\c//x\\c80/\n"));

    [TestCase("CONNECTED\nversion:1.2\n\n\0")]
    [TestCase("MESSAGE\ndestination:/topic/a\nmessage-id:1\nsubscription:1\n\nbody\0")]
    [TestCase("RECEIPT\nreceipt-id:1\n\n\0")]
    [TestCase("ERROR\nmessage:no\n\n\0")]
    [Checklist("C-13")]
    public Task Commands_of_servers_are_unknown(string frame) => ExpectRefusedAsync(From11, frame, "the command is unknown");
}
