using NUnit.Framework;

namespace Stomp.Tests.Conformance;

[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class GrammarTests(Transport transport) : ConformanceFixture(transport)
{
    [Test]
    [Checklist("C-1")]
    public async Task A_frame_needs_no_headers()
    {
        Peer peer = await ConnectAsync();
        await peer.SendAsync("DISCONNECT\n\n\0");
        Assert.That(await peer.ReceiveToEndAsync(), Is.Empty);
    }

    [TestCase("send")]
    [TestCase("Send")]
    [Checklist("C-7")]
    public async Task Commands_are_case_sensitive(string command)
    {
        Peer peer = await ConnectAsync();
        await peer.SendAsync($"{command}\ndestination:/topic/{Own}\n\n\0");
        await ExpectErrorAndCloseAsync(peer, "the command is unknown");
    }
}
