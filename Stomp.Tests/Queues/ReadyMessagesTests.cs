using NUnit.Framework;
using Stomp.Broker.Destinations.Queues;
using Stomp.Broker.Messages;

namespace Stomp.Tests.Queues;

/// <summary>The chunks in lanes against a sorted list.</summary>
public sealed class ReadyMessagesTests
{
    private readonly Message[] _messages = [.. Enumerable.Range(0, 10).Select(priority => Create((byte)priority))];

    [TestCase(1, 40)]
    [TestCase(1, 4000)]
    [TestCase(10, 4000)]
    public void Random_steps_do_what_a_sorted_list_does(int priorities, int size)
    {
        var random = new Random(20261122);
        var ready = new ReadyMessages(hasPriorities: true);
        var model = new SortedList<long, QueuedMessage>();
        List<QueuedMessage> outside = [];
        long position = 0;
        for (int step = 0; step < 20 * size; step++)
        {
            bool grows = step / size % 2 == 0; // fills up and drains in turn
            switch (random.Next(grows ? 4 : 2, grows ? 8 : 6))
            {
                case 2 when model.Count > 0:
                    Assert.That(ready.Front, Is.EqualTo(model.Values[0]));
                    outside.Add(ready.TakeFront());
                    model.RemoveAt(0);
                    break;
                case 3 when model.Count > 0:
                    QueuedMessage any = model.Values[random.Next(model.Count)];
                    Assert.That(ready.TryTake(ready.GetOrder(any), out QueuedMessage taken), Is.True);
                    Assert.That(taken, Is.EqualTo(any));
                    Assert.That(ready.TryTake(ready.GetOrder(any), out _), Is.False);
                    outside.Add(taken);
                    model.Remove(ready.GetOrder(any));
                    break;
                case 4 when outside.Count > 0:
                    int index = random.Next(outside.Count);
                    ready.Insert(outside[index]);
                    model.Add(ready.GetOrder(outside[index]), outside[index]);
                    outside.RemoveAt(index);
                    break;
                case 5:
                    long order = MessageOrder.Of(random.Next(10), random.NextInt64(position + 2));
                    int next = model.Keys.TakeWhile(key => key <= order).Count();
                    Assert.That(ready.TryFindNext(order, out QueuedMessage found), Is.EqualTo(next < model.Count));
                    Assert.That(found, Is.EqualTo(next < model.Count ? model.Values[next] : default));
                    step += size / 40; // the model is slow at it
                    break;
                default:
                    var added = new QueuedMessage(_messages[priorities == 1 ? 4 : random.Next(10)], ++position, 0);
                    ready.Add(added);
                    model.Add(ready.GetOrder(added), added);
                    break;
            }

            Assert.That(ready.Count, Is.EqualTo(model.Count));
        }

        while (model.Count > 0)
        {
            Assert.That(ready.TakeFront(), Is.EqualTo(model.Values[0]));
            model.RemoveAt(0);
        }

        Assert.That(ready.Count, Is.Zero);
    }

    [Test]
    public void Those_that_expired_are_found_a_bit_at_a_time()
    {
        const int Count = 10_000;
        var ready = new ReadyMessages(hasPriorities: true);
        for (int i = 1; i <= Count; i++)
        {
            ready.Add(new QueuedMessage(_messages[i % 3 == 0 ? 7 : 4], i, 0, Expires: i % 2 == 0 ? 0 : i));
        }

        List<QueuedMessage> expired = [];
        long order = MessageOrder.Start;
        long earliest = long.MaxValue;
        int rounds = 0;
        bool isDone = false;
        while (!isDone)
        {
            int effort = 100;
            isDone = ready.TakeExpired(Count / 2, ref order, ref effort, expired, ref earliest);
            rounds++;
        }

        Assert.That(rounds, Is.GreaterThan(3));
        Assert.That(expired.Select(message => message.Position).Order(), Is.EqualTo(Enumerable.Range(0, Count / 4).Select(i => (2 * i) + 1)));
        Assert.That(earliest, Is.EqualTo((Count / 2) + 1));
        Assert.That((ready.Count, ready.Expiring), Is.EqualTo((Count * 3 / 4, Count / 4)));
    }

    private static Message Create(byte priority)
    {
        var message = new Message(new MessagePool(), isSmall: true);
        message.Complete(0, 0, true, new MessageProperties { Traits = MessageTraits.Priority, Priority = priority });
        return message;
    }
}
