using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class HeartBeatHeaderTests(Transport transport) : HeartBeatFixture(transport)
{
    private protected override (string Name, string Value)[] Settings =>
        [("HeartBeat:Send", "00:00:02"), ("HeartBeat:Receive", "00:00:03")];

    [TestCase("a,b")]
    [TestCase("1")]
    [TestCase("1,2,3")]
    [TestCase("-1,0")]
    [TestCase("+1,0")]
    [TestCase(" 1, 2")]
    [TestCase("1,2 ")]
    [TestCase("1.5,0")]
    [TestCase("0x1,0")]
    [TestCase("1,")]
    [TestCase(",1")]
    [TestCase(",")]
    [TestCase("")]
    [Checklist("C-61")]
    public Task A_malformed_header_is_refused(string value) => Task.WhenAll(From11.Select(async version =>
    {
        Peer peer = await OpenAsync();
        await peer.SendAsync(WireText.Connect(version, $"heart-beat:{value}\n"));
        await ExpectErrorAndCloseAsync(peer, "the header 'heart-beat' is malformed");
    }));

    [TestCase("")]
    [TestCase("heart-beat:0,0\n")]
    [TestCase("heart-beat:2000,3000\n")]
    [TestCase("heart-beat:5000,7000\n")]
    [TestCase("heart-beat:007,0\n")]
    [TestCase("heart-beat:1,1\n")]
    [TestCase("heart-beat:2147483648,99999999999999999999\n")]
    [Checklist("C-61", "C-62", "C-65", "C-71")]
    public async Task CONNECTED_says_the_servers_own_numbers(string headers)
    {
        foreach (string version in From11)
        {
            Peer peer = await OpenAsync();
            await peer.SendAsync(WireText.Connect(version, headers));
            Assert.That(WireText.Header(await peer.ReceiveAsync(), "heart-beat"), Is.EqualTo("2000,3000"));
        }
    }

    [TestCase("heart-beat:1000,1000\n")]
    [TestCase("heart-beat:nonsense\n")]
    [Checklist("C-72")]
    public async Task The_header_means_nothing_in_1_0(string headers)
    {
        Peer peer = await OpenAsync();
        await peer.SendAsync(WireText.Connect("1.0", headers));
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("CONNECTED\n").And.Not.Contain("heart-beat"));
        await ExpectNoBeatsAsync(peer);
    }
}
