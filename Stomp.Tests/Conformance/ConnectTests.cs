using System.Text.RegularExpressions;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed partial class ConnectTests(Transport transport) : ConformanceFixture(transport)
{
    private const int ManySessions = 500;

    private static readonly string[] All = ["1.0", "1.1", "1.2"];

    [TestCase("CONNECT")]
    [TestCase("STOMP")]
    [Checklist("C-44", "C-46", "C-49")]
    public async Task CONNECT_and_STOMP_are_answered_with_CONNECTED_and_the_version(string command)
    {
        foreach (string version in All)
        {
            Peer peer = await OpenAsync();
            await peer.SendAsync(WireText.Connect(version).Replace("CONNECT", command, StringComparison.Ordinal));
            string connected = await peer.ReceiveAsync();
            Assert.That(connected, Does.StartWith("CONNECTED\n"));
            Assert.That(WireText.Header(connected, "version"), Is.EqualTo(version));
            await ExpectQuietAsync(peer);
        }
    }

    [TestCase("CONNECT\n\n\0")]
    [TestCase("CONNECT\nlogin:\npasscode:\n\n\0")]
    [TestCase("CONNECT\nlogin: <username>\npasscode:<passcode>\n\n\0")]
    [Checklist("C-44", "C-45", "C-47")]
    public async Task Without_accept_version_a_client_is_of_1_0_and_gets_a_session(string connect)
    {
        Peer peer = await OpenAsync();
        await peer.SendAsync(connect);
        string connected = await peer.ReceiveAsync();
        Assert.That(WireText.Header(connected, "version"), Is.EqualTo("1.0"));
        Assert.That(WireText.Header(connected, "session"), Is.Not.Empty);

        // Only 1.0 subscribes without an id.
        await peer.SendAsync($"SUBSCRIBE\ndestination:/topic/{Own}\nreceipt:r\n\n\0");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:r\n\n"));
    }

    [Test]
    [Checklist("C-46")]
    public async Task STOMP_is_refused_as_CONNECT_is()
    {
        Peer peer = await OpenAsync();
        await peer.SendAsync("STOMP\naccept-version:9.9\nhost:test\n\n\0");
        await ExpectErrorAndCloseAsync(peer, "accept-version");
    }

    [TestCase("1.0,1.1,2.0", "1.1")]
    [TestCase("2.0,1.2,1.0", "1.2")]
    [TestCase("1.2,1.1,1.0", "1.2")]
    [TestCase("1.1,1.1,1.0,1.0", "1.1")]
    [TestCase("1.0, 1.1 ,nonsense", "1.1")]
    [TestCase(",1.0,", "1.0")]
    [TestCase("1.20,1.1", "1.1")]
    [TestCase("11.2,1.0", "1.0")]
    [Checklist("C-48", "C-49")]
    public async Task The_highest_common_version_is_chosen(string acceptVersion, string expected)
    {
        Peer peer = await OpenAsync();
        await peer.SendAsync(WireText.Connect(acceptVersion));
        Assert.That(WireText.Header(await peer.ReceiveAsync(), "version"), Is.EqualTo(expected));
    }

    [TestCase("9.9")]
    [TestCase("")]
    [TestCase("1.3,2.0,0.9")]
    [Checklist("C-50")]
    public async Task Without_a_common_version_those_supported_are_said(string acceptVersion)
    {
        Peer peer = await OpenAsync();
        await peer.SendAsync(WireText.Connect(acceptVersion));
        string error = await ExpectErrorAndCloseAsync(peer, "\nversion:1.0,1.1,1.2\n");
        Assert.That(WireText.Header(error, "content-type"), Is.EqualTo("text/plain"));
        Assert.That(WireText.Body(error), Is.Not.Empty);
    }

    [Test]
    [Checklist("C-51")]
    public async Task A_client_that_says_no_host_is_let_in([Values("1.1", "1.2")] string version)
    {
        Peer peer = await OpenAsync();
        await peer.SendAsync($"CONNECT\naccept-version:{version}\n\n\0");
        Assert.That(WireText.Header(await peer.ReceiveAsync(), "version"), Is.EqualTo(version));
    }

    [Test]
    [Checklist("C-52")]
    public async Task An_unknown_host_is_the_default_one([Values("1.1", "1.2")] string version)
    {
        Peer[] peers = [await OpenAsync(), await OpenAsync()];
        for (int i = 0; i < peers.Length; i++)
        {
            await peers[i].SendAsync($"CONNECT\naccept-version:{version}\nhost:unknown-{i}.example\n\n\0");
            Assert.That(await peers[i].ReceiveAsync(), Does.StartWith("CONNECTED\n"));
        }

        await SubscribeAsync(peers[0], $"/topic/{Own}");
        await peers[1].SendAsync(WireText.Send($"/topic/{Own}", "body"));
        Assert.That(await peers[0].ReceiveAsync(), Does.EndWith("\n\nbody"));
    }

    [Test]
    [Checklist("C-54")]
    public async Task Server_is_name_version_and_perhaps_a_comment([Values("1.1", "1.2")] string version)
    {
        Peer peer = await OpenAsync();
        await peer.SendAsync(WireText.Connect(version));
        Assert.That(WireText.Header(await peer.ReceiveAsync(), "server"), Does.Match(ServerGrammar()));
    }

    [Test]
    [Checklist("C-55")]
    public async Task Sessions_have_ids_of_their_own()
    {
        var ids = new List<string>();
        for (int i = 0; i < ManySessions; i++)
        {
            await using Peer peer = await OpenUntrackedAsync();
            await peer.SendAsync(WireText.Connect(All[i % All.Length]));
            ids.Add(WireText.Header(await peer.ReceiveAsync(), "session"));
        }

        Assert.That(ids, Is.Unique);
    }

    // What a client may have sent when it dies: nothing, half a frame, CONNECT, or all that it wanted.
    [TestCase("")]
    [TestCase("CONNECT\naccept-ver")]
    [TestCase("CONNECT\naccept-version:1.1\nhost:test\n\n\0")]
    [TestCase("CONNECT\naccept-version:1.2\nhost:test\n\n\0SEND\ndestination:/topic/rapid\n\nbody\0DISCONNECT\n\n\0")]
    [Checklist("C-56")]
    public async Task Clients_that_come_and_go_do_not_pile_up(string sent)
    {
        for (int i = 0; i < ManySessions; i++)
        {
            await using Peer peer = await OpenUntrackedAsync();
            if (sent.Length > 0)
            {
                await peer.SendAsync(sent);
            }

            if (i % 3 == 0)
            {
                peer.Die();
            }
            else if (i % 3 == 1)
            {
                await peer.FinishAsync();
            }
        }

        await Eventually.HoldsAsync(() => Server.Broker.SessionCount == 0, "all sessions have ended");
        await ExpectQuietAsync(await ConnectAsync());
    }

    [Test]
    [Checklist("C-56")]
    public async Task What_a_rapid_client_sent_is_processed([Values("1.1", "1.2")] string version)
    {
        Peer receiver = await ConnectAsync(version);
        await SubscribeAsync(receiver, $"/topic/{Own}");
        Peer rapid = await OpenAsync();
        await rapid.SendAsync(WireText.Connect(version) + WireText.Send($"/topic/{Own}", "body") + "DISCONNECT\n\n\0");
        await rapid.FinishAsync();
        Assert.That(await receiver.ReceiveAsync(), Does.EndWith("\n\nbody"));
    }

    [GeneratedRegex("^[^/ ]+(/[^ ]+)?( .*)?$")]
    private static partial Regex ServerGrammar();
}
