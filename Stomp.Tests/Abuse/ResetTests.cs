using System.Text;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Abuse;

/// <summary>Connections that are reset in the middle of everything.</summary>
[TestFixture]
public sealed class ResetTests : AbuseFixture
{
    private const int Conversations = 200;
    private const int AtOnce = 16;
    private const int Seed = 20260;

    private static readonly byte[] Conversation = Encoding.UTF8.GetBytes(
        WireText.Connect()
        + WireText.Subscribe("/queue/reset", "ack:client-individual\n")
        + WireText.Subscribe("/topic/reset", id: "2")
        + WireText.Send("/queue/reset", new string('q', 2000), "receipt:1\n")
        + WireText.Send("/topic/reset", new string('t', 2000), "receipt:2\n")
        + "BEGIN\ntransaction:tx\n\n\0"
        + WireText.Send("/queue/reset", "in a transaction", "transaction:tx\n")
        + "COMMIT\ntransaction:tx\nreceipt:3\n\n\0"
        + "UNSUBSCRIBE\nid:1\n\n\0");

    private protected override string[] Limits => ["LingerTimeout=00:00:00.5"];

    [TestCase(Via.Tcp)]
    [TestCase(Via.WebSocket)]
    public Task Resets_at_random_points_of_a_conversation_leave_nothing_behind(Via via)
    {
        var random = new Random(Seed);
        return SufferAsync(async () =>
        {
            int[] ends = [.. Enumerable.Range(0, Conversations).Select(_ => random.Next(Conversation.Length + 1))];
            await Parallel.ForEachAsync(ends, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (end, _) =>
            {
                using Abuser abuser = await Abuser.OpenAsync(Host, via);
                await abuser.SendAsync(Conversation[..(end / 2)]);
                await abuser.SendAsync(Conversation[(end / 2)..end]);
            });
            await EmptyQueueAsync();
        });
    }

    // What the conversations have left in the queue is theirs, not the host's: it is taken out, up to a message that is the last.
    private async Task EmptyQueueAsync()
    {
        await using TcpPeer peer = await TcpPeer.ConnectAsync(Host.Tcp);
        await peer.SubscribeAsync("/queue/reset");
        await peer.SendAsync(WireText.Send("/queue/reset", "the last"));
        while (WireText.Body(await peer.ReceiveAsync()) != "the last")
        {
        }
    }
}
