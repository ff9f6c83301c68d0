using System.Text;
using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Outboxes;

/// <summary>Receiving, routing and delivering a message allocates nothing on the steady path.</summary>
[NonParallelizable]
public sealed class DeliveryAllocationTests : BrokerFixture
{
    private const int Subscribers = 10;
    private const int Messages = 100; // at once: an outbox keeps memory for 128 when it is idle, and lets more go
    private const int Rounds = 200;

    // All threads are counted, so the pipes, the thread pool and this test's own reading are in it, each per batch of messages. The least
    // object has 24 octets: were one allocated for each delivery, or 10 for each message, this bound would be exceeded by a third at least.
    private const int MaxBytesPerDelivery = 16;

    [Test]
    public async Task Fan_out_allocates_no_object_for_a_delivery()
    {
        List<WireClient> subscribers = [];
        for (int i = 0; i < Subscribers; i++)
        {
            WireClient subscriber = await Broker.ConnectAsync(window: 1 << 24);
            await subscriber.DoAsync(Wire.Subscribe("1", "/topic/a"));
            subscribers.Add(subscriber);
        }

        WireClient sender = await Broker.ConnectAsync();
        byte[] wire = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Wire.Send("/topic/a", "a body of some length"), Messages)));
        long allocated = long.MaxValue;
        for (int attempt = 0; attempt < 3 && allocated > MaxBytesPerDelivery; attempt++)
        {
            await RunAsync(sender, subscribers, wire); // warms up
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await RunAsync(sender, subscribers, wire);
            allocated = (GC.GetTotalAllocatedBytes(precise: true) - before) / (Rounds * Messages * Subscribers);
        }

        Assert.That(allocated, Is.LessThanOrEqualTo(MaxBytesPerDelivery), "bytes for each delivery");
    }

    private static async Task RunAsync(WireClient sender, List<WireClient> subscribers, byte[] wire)
    {
        for (int i = 0; i < Rounds; i++)
        {
            await sender.SendAsync(wire);
            foreach (WireClient subscriber in subscribers)
            {
                await subscriber.SkipAsync(Messages);
            }
        }
    }
}
