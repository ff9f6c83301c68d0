using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class LineEndTests(Transport transport) : ConformanceFixture(transport)
{
    private static readonly string[] UpTo11 = ["1.0", "1.1"];

    [Test]
    [Checklist("C-2")]
    public async Task Lines_of_1_2_end_with_LF_or_CRLF_also_in_one_frame()
    {
        Peer peer = await ConnectAsync();
        await SubscribeAsync(peer, $"/topic/{Own}");
        await peer.SendAsync($"SEND\r\ndestination:/topic/{Own}\na:1\r\nb:2\n\r\nfirst\0\r\nSEND\ndestination:/topic/{Own}\r\n\nsecond\0");
        Assert.That(await peer.ReceiveAsync(), Does.Contain("\na:1\nb:2\n").And.EndWith("\n\nfirst"));
        Assert.That(await peer.ReceiveAsync(), Does.EndWith("\n\nsecond"));
    }

    [Test]
    [Checklist("C-3")]
    public async Task A_carriage_return_is_header_data_before_1_2([Values("1.0", "1.1")] string version) =>
        Assert.That(await RelayAsync(version, "1.2", "k:v\r\n"), Does.Contain("\nk:v\\r\n"));

    [Test]
    [Checklist("C-3")]
    public Task CRLF_is_no_blank_line_before_1_2() =>
        ExpectRefusedAsync(UpTo11, $"SEND\ndestination:/topic/{Own}\n\r\nbody\0", "a header line has no colon");

    [TestCase("", "1.0")]
    [TestCase("accept-version:1.0\r\n", "1.0")]
    [TestCase("accept-version:1.1\r\nhost:test\r\n", "1.1")]
    [TestCase("accept-version:1.2\r\nhost:test\r\n", "1.2")]
    [Checklist("C-4", "C-2")]
    public async Task CONNECT_may_have_CRLF(string headers, string version)
    {
        Peer peer = await OpenAsync();
        await peer.SendAsync($"CONNECT\r\n{headers}\r\n\0");
        Assert.That(await peer.ReceiveAsync(), Does.StartWith($"CONNECTED\nversion:{version}\n"));
    }

    [Test]
    [Checklist("C-5")]
    public async Task Any_number_of_line_ends_may_stand_between_frames_and_before_the_first([Values("1.0", "1.1", "1.2")] string version)
    {
        string lines = new('\n', 10_000);
        Peer peer = await OpenAsync();
        await peer.SendAsync(lines + WireText.Connect(version) + lines);
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("CONNECTED\n"));
        await peer.SendAsync(lines);
        await ExpectQuietAsync(peer);
        await peer.SendAsync("\n");
        await ExpectQuietAsync(peer);
    }

    [Test]
    [Checklist("C-5")]
    public async Task Beats_of_1_2_may_be_CRLF()
    {
        Peer peer = await ConnectAsync();
        await peer.SendAsync("\r\n");
        await peer.SendAsync("\r");
        await peer.SendAsync("\n\r\n");
        await ExpectQuietAsync(peer);
    }

    [Test]
    [Checklist("C-16")]
    public async Task The_server_sends_no_carriage_return([Values("1.0", "1.1", "1.2")] string version)
    {
        string end = version == "1.2" ? "\r\n" : "\n";
        Peer peer = await OpenAsync();
        await peer.SendAsync($"CONNECT\r\naccept-version:{version}\r\n\r\n\0");
        await peer.SendAsync(WireText.Subscribe($"/topic/{Own}").Replace("\n", end, StringComparison.Ordinal));
        await peer.SendAsync(WireText.Send($"/topic/{Own}", "body", "k:v\n").Replace("\n", end, StringComparison.Ordinal));
        await peer.SendAsync($"SEND{end}{end}\0");
        string all = await peer.ReceiveToEndAsync();
        Assert.That(
            all,
            Does.StartWith("CONNECTED\n").And.Contain("RECEIPT\n").And.Contain("MESSAGE\n").And.Contain("ERROR\n").And.Not.Contain("\r"));
    }
}
