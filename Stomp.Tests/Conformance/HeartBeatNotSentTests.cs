using NUnit.Framework;

namespace Stomp.Tests.Conformance;

/// <summary>A server that sends no beats, and wants them.</summary>
[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class HeartBeatNotSentTests(Transport transport) : HeartBeatFixture(transport)
{
    private protected override (string Name, string Value)[] Settings => [("HeartBeat:Send", "00:00:00"), ("HeartBeat:Receive", "00:00:00.250")];

    [Test]
    [Checklist("C-64")]
    public async Task No_beats_come_however_much_a_client_wants_them([Values("1.1", "1.2")] string version)
    {
        Peer peer = await ConnectWithBeatsAsync(version, "0,250");
        await MeasureDropAsync(version, "250,250");
        await ExpectNoBeatsAsync(peer);
    }
}
