using System.Runtime.CompilerServices;
using NUnit.Framework;
using Stomp.Broker.Messages;
using Stomp.Broker.Subscriptions;

namespace Stomp.Tests.Acknowledgement;

/// <summary>The linked slots against a sorted list.</summary>
public sealed class UnackedDeliveriesTests
{
    private readonly Message _message = new(new MessagePool(), isSmall: true);

    [Test]
    public void Random_steps_do_what_a_sorted_list_does()
    {
        var random = new Random(19991231);
        for (int round = 0; round < 100; round++)
        {
            var deliveries = new UnackedDeliveries();
            var model = new SortedDictionary<long, long>();
            List<UnackedDelivery> outside = [];
            for (int step = 0; step < 200; step++)
            {
                Step(random, deliveries, model, outside);
                Assert.That(deliveries.Count, Is.EqualTo(model.Count));
            }

            Assert.That(deliveries.TakeAll().Select(delivery => (delivery.Sequence, delivery.Position)), Is.EqualTo(model.Select(entry => (entry.Key, entry.Value))));
            Assert.That(deliveries.Count, Is.Zero);
            Assert.That(deliveries.TakeAll(), Is.Empty);
        }
    }

    [Test]
    public void What_is_not_there_cannot_be_taken()
    {
        var deliveries = new UnackedDeliveries();
        long first = deliveries.Add(_message, 10, 0);
        List<UnackedDelivery> taken = [];
        foreach (long sequence in new[] { first - 1, first + 1, long.MinValue, long.MaxValue })
        {
            Assert.That(deliveries.TryTake(sequence, out _), Is.False);
            Assert.That(deliveries.TryTakeThrough(sequence, taken), Is.False);
        }

        Assert.That(taken, Is.Empty);
        Assert.That(deliveries.TryTake(first, out UnackedDelivery delivery), Is.True);
        Assert.That(delivery, Is.EqualTo(new UnackedDelivery(_message, 10, first, 0)));
        Assert.That(deliveries.TryTake(first, out _), Is.False);
    }

    private void Step(Random random, UnackedDeliveries deliveries, SortedDictionary<long, long> model, List<UnackedDelivery> outside)
    {
        long any = random.Next(1, 100);
        switch (random.Next(6))
        {
            case 0:
            case 1:
            case 2:
                model.Add(deliveries.Add(_message, any, 0), any);
                break;
            case 3:
                Assert.That(deliveries.TryTake(any, out UnackedDelivery delivery), Is.EqualTo(model.Remove(any, out long position)));
                if (delivery.Sequence != 0)
                {
                    Assert.That((delivery.Sequence, delivery.Position), Is.EqualTo((any, position)));
                    outside.Add(delivery);
                }

                break;
            case 4:
                List<UnackedDelivery> taken = [];
                bool found = model.ContainsKey(any);
                long[] expected = [.. model.Keys.Where(sequence => found && sequence <= any)];
                Assert.That(deliveries.TryTakeThrough(any, taken), Is.EqualTo(found));
                Assert.That(taken.Select(entry => entry.Sequence), Is.EqualTo(expected));
                outside.AddRange(taken);
                Array.ForEach(expected, sequence => model.Remove(sequence));
                break;
            default:
                if (outside.Count > 0)
                {
                    int index = random.Next(outside.Count);
                    deliveries.Restore([outside[index]]);
                    model.Add(outside[index].Sequence, outside[index].Position);
                    outside.RemoveAt(index);
                }

                break;
        }
    }

    [Test]
    public void Memory_for_many_is_let_go_when_all_are_taken()
    {
        var deliveries = new UnackedDeliveries();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < 65_535; i++)
        {
            deliveries.Add(null!, i, 0);
        }

        Assert.That(CountAll(deliveries), Is.EqualTo(65_535));
        long after = GC.GetTotalMemory(forceFullCollection: true);

        // 7 MiB would be kept otherwise; other fixtures that run beside this one make some noise.
        Assert.That(after - before, Is.LessThan(2 * 1024 * 1024));
        Assert.That(deliveries.Add(null!, 1, 0), Is.EqualTo(65_536));
        Assert.That(deliveries.Count, Is.EqualTo(1));
    }

    // Whose list is garbage when it returns.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int CountAll(UnackedDeliveries deliveries) => deliveries.TakeAll().Count;
}
