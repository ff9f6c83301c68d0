using NUnit.Framework;
using Stomp.Broker.Policies;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Queues;

/// <summary>Messages of a group go to one consumer, in order, and to another only when that has none of them left.</summary>
[TestFixture("JMSXGroupID")]
[TestFixture("message_group")]
public sealed class MessageGroupTests(string header) : BrokerFixture
{
    private const string Queue = "/queue/a";

    [Test]
    public async Task Each_group_has_one_consumer_and_they_are_spread()
    {
        (WireClient one, WireClient two) = await ConnectTwoAsync("auto");
        await one.SendAsync(Send("a", "a1") + Send("b", "b1") + Send("a", "a2") + Send("a", "a3") + Send("b", "b2") + Send("c", "c1") + Send("d", "d1") + Send("c", "c2"));
        List<WireFrame> toOne = await one.TakeAsync();
        List<WireFrame> toTwo = await two.TakeAsync();
        Assert.That(toOne.Concat(toTwo).GroupBy(frame => frame.Body[0]).Select(group => group.Select(frame => frame["subscription"]).Distinct().Count()), Has.All.EqualTo(1));
        Assert.That(toOne.Select(frame => frame.Body[0]).Distinct().Count(), Is.EqualTo(2), "each has two groups");
        Assert.That(toOne.Where(frame => frame.Body[0] == 'a').Concat(toTwo.Where(frame => frame.Body[0] == 'a')).Select(frame => frame.Body), Is.EqualTo(["a1", "a2", "a3"]));
    }

    [Test]
    public async Task The_group_of_one_without_credit_waits_and_others_go_on()
    {
        (WireClient one, WireClient two) = await ConnectTwoAsync("client", "prefetch-count:1\n");
        await one.SendAsync(Send("a", "a1") + Send("a", "a2") + Send("b", "b1"));
        List<WireFrame> toOne = await one.ExpectAsync("MESSAGE 1 a1");
        List<WireFrame> toTwo = await two.ExpectAsync("MESSAGE 2 b1");
        await one.SendAsync(Wire.Ack(toOne[0]));
        toOne = await one.ExpectAsync("MESSAGE 1 a2");
        await one.DoAsync(Wire.Ack(toOne[0]));
        await two.DoAsync(Wire.Ack(toTwo[0]));
    }

    [Test]
    public async Task When_a_consumer_leaves_its_groups_go_to_others_in_order()
    {
        (WireClient one, WireClient two) = await ConnectTwoAsync("client", "prefetch-count:2\n");
        await one.SendAsync(Send("a", "a1") + Send("a", "a2") + Send("a", "a3"));
        await one.ExpectAsync("MESSAGE 1 a1", "MESSAGE 1 a2");
        await two.ExpectAsync();
        await one.DoAsync(Wire.Unsubscribe("1"));
        List<WireFrame> frames = await two.ExpectAsync("MESSAGE 2 a1 (redelivered)", "MESSAGE 2 a2 (redelivered)");
        await two.SendAsync(Wire.Ack(frames[1]));
        frames = await two.ExpectAsync("MESSAGE 2 a3");
        await two.DoAsync(Wire.Ack(frames[0]));
    }

    [Test]
    public async Task One_in_a_transaction_of_a_consumer_that_left_holds_its_group_back()
    {
        (WireClient one, WireClient two) = await ConnectTwoAsync("client");
        await one.SendAsync(Send("a", "a1"));
        List<WireFrame> frames = await one.ExpectAsync("MESSAGE 1 a1");
        await one.DoAsync(Wire.Begin("t"), Wire.Ack(frames[0], "transaction:t\n"), Wire.Unsubscribe("1"), Send("a", "a2"), Send("b", "b1"));
        List<WireFrame> toTwo = await two.ExpectAsync("MESSAGE 2 b1");
        await one.DoAsync(Wire.Commit("t"));
        toTwo.AddRange(await two.ExpectAsync("MESSAGE 2 a2"));
        await two.DoAsync(Wire.Ack(toTwo[1]));
    }

    [Test]
    public async Task A_group_is_closed_by_the_sequence_of_minus_one()
    {
        (WireClient one, WireClient two) = await ConnectTwoAsync("client");
        await one.SendAsync(Send("a", "a1") + Send("a", "a2", "JMSXGroupSeq:-1\n") + Send("b", "b1") + Send("b", "b2") + Send("c", "c1") + Send("a", "a3"));
        List<WireFrame> toOne = await one.TakeAsync();
        List<WireFrame> toTwo = await two.TakeAsync();
        Assert.That(toOne.Concat(toTwo).Select(frame => frame.Body), Has.None.EqualTo("a3"), "the first still has messages of it");
        Assert.That(toOne.Select(frame => frame.Body).Take(2), Is.EqualTo(["a1", "a2"]));
        await one.SendAsync(Wire.Ack(toOne[^1]));
        toOne = await one.TakeAsync();
        List<WireFrame> late = await two.TakeAsync();
        Assert.That(toOne.Concat(late).Select(frame => frame.Body), Is.EqualTo(["a3"]));
        if (toOne.Count > 0)
        {
            await one.DoAsync(Wire.Ack(toOne[0]));
        }

        await two.DoAsync(Wire.Ack((late.Count > 0 ? late : toTwo)[^1]));
    }

    [Test]
    public async Task One_that_stays_away_is_not_overtaken_by_its_group()
    {
        Start(options => options.Policies.Add(new StompDestinationPolicy { Destination = Queue, RedeliveryDelay = TimeSpan.FromSeconds(1) }));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Subscribe("1", Queue, "client-individual", "prefetch-count:1\n") + Send("a", "a1") + Send("a", "a2") + Send("b", "b1"));
        await client.SendAsync(Wire.Nack((await client.ExpectAsync("MESSAGE 1 a1")).Single()));
        await client.SendAsync(Wire.Ack((await client.ExpectAsync("MESSAGE 1 b1")).Single()));
        await client.ExpectAsync();
        Time.Advance(1100);
        await client.SendAsync(Wire.Ack((await client.ExpectAsync("MESSAGE 1 a1 (redelivered)")).Single()));
        await client.DoAsync(Wire.Ack((await client.ExpectAsync("MESSAGE 1 a2")).Single()));
    }

    [Test]
    public async Task Many_groups_come_and_go()
    {
        (WireClient one, WireClient two) = await ConnectTwoAsync("auto");
        await one.SendAsync(string.Concat(Enumerable.Range(1, 3000).Select(number => Send($"g{number}", $"{number}"))));
        List<WireFrame> toOne = await one.TakeAsync();
        List<WireFrame> toTwo = await two.ReadManyAsync(3000 - toOne.Count);
        Assert.That(toTwo, Has.Count.InRange(1000, 2000));
    }

    private async Task<(WireClient One, WireClient Two)> ConnectTwoAsync(string ack, string headers = "")
    {
        WireClient one = await Broker.ConnectAsync();
        WireClient two = await Broker.ConnectAsync();
        await one.DoAsync(Wire.Subscribe("1", Queue, ack, headers));
        await two.DoAsync(Wire.Subscribe("2", Queue, ack, headers));
        return (one, two);
    }

    private string Send(string group, string body, string headers = "") => Wire.Send(Queue, body, $"{header}:{group}\n{headers}");
}
