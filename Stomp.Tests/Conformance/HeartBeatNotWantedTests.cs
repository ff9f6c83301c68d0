using NUnit.Framework;

namespace Stomp.Tests.Conformance;

/// <summary>A server that sends beats, and wants none.</summary>
[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class HeartBeatNotWantedTests(Transport transport) : HeartBeatFixture(transport)
{
    private protected override (string Name, string Value)[] Settings =>
        [("HeartBeat:Send", "00:00:00.250"), ("HeartBeat:Receive", "00:00:00"), ("HeartBeat:Grace", "1")];

    // Four beats take more than twice the interval that the client says it keeps.
    [Test]
    [Checklist("C-63")]
    public async Task A_silent_client_is_not_dropped_whatever_it_promises([Values("1.1", "1.2")] string version)
    {
        Peer peer = await ConnectWithBeatsAsync(version, "250,250");
        await ReceiveBeatsAsync(peer, 4);
        await ExpectQuietAsync(peer);
    }
}
