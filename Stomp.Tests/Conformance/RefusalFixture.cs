using NUnit.Framework;

namespace Stomp.Tests.Conformance;

/// <summary>For many frames that are refused: each ends its connection, which takes the broker a moment, so they stand side by side.</summary>
public abstract class RefusalFixture(Transport transport) : ConformanceFixture(transport)
{
    /// <summary>On a connection of its own each of the octets is answered by ERROR with the text expected, as the next frame, and the end.</summary>
    /// <returns>The ERROR frames, in the order of the cases.</returns>
    private protected async Task<string[]> ExpectEachRefusedAsync(string version, params (string Wire, string Expected)[] cases)
    {
        var answers = new Task<string>[cases.Length];
        for (int i = 0; i < cases.Length; i++)
        {
            Peer peer = await ConnectAsync(version);
            answers[i] = ExpectRefusedAsync(peer, cases[i].Wire, cases[i].Expected);
        }

        return await Task.WhenAll(answers);
    }

    /// <summary>What is sent is answered by ERROR with the text expected, and the end.</summary>
    private protected static async Task<string> ExpectRefusedAsync(Peer peer, string wire, string expected)
    {
        await peer.SendAsync(wire);
        string error = await peer.ReceiveAsync();
        Assert.That(error, Does.StartWith("ERROR\nmessage:").And.Contain(expected), wire);
        Assert.That(await peer.ReceiveToEndAsync(), Is.Empty, wire);
        return error;
    }
}
