using System.Globalization;
using NUnit.Framework;
using Stomp.Broker.Policies;
using Stomp.Broker.Publishing;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Topics;

/// <summary>The last message of a topic, kept for those who come later (Apollo's <c>retain</c>).</summary>
[TestFixture("auto")]
[TestFixture("client")]
[TestFixture("client-individual")]
public sealed class RetainedMessageTests(string ack) : BrokerFixture
{
    private const string Retain = "retain:set\n";

    [TestCase("retain:set\n")]
    [TestCase("retain:true\n")]
    public async Task A_new_subscription_gets_it_after_the_receipt_and_before_what_is_published(string retain)
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Send("/topic/a", "first", retain), Wire.Send("/topic/a", "last", retain), Wire.Send("/topic/a", "not kept"));
        await client.SendAsync(Subscribe("1", "/topic/a", "receipt:r\n") + Wire.Send("/topic/a", "live"));
        List<WireFrame> frames = await client.ExpectAsync("RECEIPT r", "MESSAGE 1 last", "MESSAGE 1 live");
        Assert.That(frames.Select(frame => frame["retained"]), Is.EqualTo([null, "true", null]));
        Assert.That(frames[1].Headers.Last(header => header.StartsWith("retain:", StringComparison.Ordinal)) + "\n", Is.EqualTo(retain));
    }

    [Test]
    public async Task Those_who_are_subscribed_get_it_once_and_unmarked()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Subscribe("1", "/topic/a") + Wire.Send("/topic/a", "x", Retain));
        Assert.That((await client.ExpectAsync("MESSAGE 1 x"))[0]["retained"], Is.Null);
    }

    [TestCase("/topic/a/b")]
    [TestCase("/topic/a.b.")]
    [TestCase("/topic/a.*")]
    [TestCase("/topic/**")]
    public async Task Every_subscription_that_matches_gets_it(string destination)
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Send("/topic/a.b", "x", Retain));
        await client.SendAsync(Subscribe("1", destination));
        WireFrame message = (await client.ExpectAsync("MESSAGE 1 x"))[0];
        Assert.That(message["destination"], Is.EqualTo("/topic/a.b"));
    }

    [Test]
    public async Task Wildcards_get_those_of_all_topics_in_the_order_of_publishing()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(
            Wire.Send("/topic/a.1", "old", Retain), Wire.Send("/topic/a.2", "2", Retain), Wire.Send("/topic/b", "no", Retain), Wire.Send("/topic/a.1", "1", Retain));
        await client.SendAsync(Subscribe("1", "/topic/a.*"));
        await client.ExpectAsync("MESSAGE 1 2", "MESSAGE 1 1");
    }

    [Test]
    public async Task Remove_forgets_it_and_reaches_those_who_are_subscribed()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Send("/topic/a", "x", Retain));
        await client.SendAsync(Subscribe("1", "/topic/a") + Wire.Send("/topic/a", "gone", "retain:remove\n") + Subscribe("2", "/topic/a"));
        await client.ExpectAsync("MESSAGE 1 x", "MESSAGE 1 gone");
    }

    [Test]
    public async Task An_empty_one_is_a_message_like_any_other()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Send("/topic/a", "x", Retain), Wire.Send("/topic/a", "", Retain));
        await client.SendAsync(Subscribe("1", "/topic/a"));
        await client.ExpectAsync("MESSAGE 1 ");
    }

    [Test]
    public async Task One_that_has_expired_is_not_delivered()
    {
        WireClient client = await Broker.ConnectAsync();
        long expires = Time.GetUtcNow().ToUnixTimeMilliseconds() + 1000;
        await client.DoAsync(Wire.Send("/topic/a", "x", Retain + $"expires:{expires}\n"), Wire.Send("/topic/b", "y", Retain + "ttl:1001\n"));
        await client.UntilAllReadAsync();
        Time.Advance(1000);
        await client.SendAsync(Subscribe("1", "/topic/a") + Subscribe("2", "/topic/b"));
        await client.ExpectAsync("MESSAGE 2 y");
    }

    [Test]
    public async Task A_policy_has_a_topic_keep_every_last_message()
    {
        Start(options => options.Policies
            .Add(new StompDestinationPolicy { Destination = "/topic/prices.**", RetainLast = true })
            .Add(new StompDestinationPolicy { Destination = "/topic/prices.short", TimeToLive = TimeSpan.FromSeconds(1) }));
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(
            Wire.Send("/topic/prices.a", "1"), Wire.Send("/topic/prices.a", "2"), Wire.Send("/topic/other", "3"), Wire.Send("/topic/prices.short", "4"));
        Time.Advance(1000);
        await client.SendAsync(Subscribe("1", "/topic/**"));
        await client.ExpectAsync("MESSAGE 1 2");
    }

    [Test]
    public async Task No_local_leaves_out_what_the_session_has_sent_itself()
    {
        WireClient client = await Broker.ConnectAsync();
        WireClient other = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Send("/topic/a", "own", Retain));
        await client.SendAsync(Subscribe("1", "/topic/a", "no-local:true\n"));
        await client.ExpectAsync();
        await other.SendAsync(Subscribe("1", "/topic/a", "no-local:true\n"));
        await other.ExpectAsync("MESSAGE 1 own");
    }

    [Test]
    public async Task More_than_an_outbox_takes_come_as_it_has_room()
    {
        Start(options => options.Limits.MaxOutboxBytes = 64 * 1024);
        WireClient client = await Broker.ConnectAsync();
        string padding = new('x', 8 * 1024);
        for (int i = 0; i < 64; i++)
        {
            await client.DoAsync(Wire.Send($"/topic/a.{i}", $"{i}".PadRight(4) + padding, Retain));
        }

        WireClient slow = await Broker.ConnectAsync(window: 1000);
        await slow.SendAsync(Subscribe("1", "/topic/a.*"));
        Assert.That(SpinWait.SpinUntil(() => slow.Unread > 1000, Patience), Is.True, "it is subscribed");
        await client.DoAsync(Wire.Send("/topic/a.0", "live"));
        List<WireFrame> frames = await slow.ReadManyAsync(65);
        Assert.That(
            frames.Select(frame => frame.Body.Split(' ')[0]), Is.EqualTo([.. Enumerable.Range(0, 64).Select(i => i.ToString(CultureInfo.InvariantCulture)), "live"]));
    }

    [Test]
    public async Task Their_number_and_octets_are_limited()
    {
        Start(options =>
        {
            options.Limits.MaxRetainedMessages = 2;
            options.Limits.MaxRetainedBytes = 1000;
        });
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Send("/topic/a", "1", Retain), Wire.Send("/topic/b", "2", Retain), Wire.Send("/topic/b", "3", Retain));
        await client.SendAsync(Wire.Send("/topic/c", "4", Retain + "receipt:r\n"));
        WireFrame error = await client.ExpectErrorAsync("the limit of 2 topics that retain one (MaxRetainedMessages)");
        Assert.That(error["receipt-id"], Is.EqualTo("r"));

        client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send("/topic/a", new string('x', 1000), Retain));
        await client.ExpectErrorAsync("the limit of 1000 octets in all (MaxRetainedBytes)");
        client = await Broker.ConnectAsync();
        await client.SendAsync(Subscribe("1", "/topic/*"));
        await client.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 3");
    }

    [Test]
    public async Task A_transaction_with_one_too_many_does_nothing()
    {
        Start(options => options.Limits.MaxRetainedMessages = 1);
        WireClient client = await Broker.ConnectAsync();
        WireClient other = await Broker.ConnectAsync();
        await other.DoAsync(Subscribe("1", "/topic/*"));
        await client.SendAsync(
            Wire.Begin("t") + Wire.Send("/topic/a", "1", Retain + "transaction:t\n") + Wire.Send("/topic/b", "2", Retain + "transaction:t\n") + Wire.Commit("t"));
        await client.ExpectErrorAsync("nothing of the transaction is applied");
        await other.ExpectAsync();
        await other.SendAsync(Wire.Begin("t") + Wire.Send("/topic/a", "1", Retain + "transaction:t\n") + Wire.Commit("t") + Subscribe("2", "/topic/a"));
        await other.ExpectAsync("MESSAGE 1 1", "MESSAGE 2 1");
    }

    [Test]
    public async Task Who_may_not_receive_a_topic_does_not_get_it()
    {
        Start(options => options.Authorization.Receive("/topic/secret").Deny().Any("/**").Allow().Receive("/**").Allow());
        await Broker.Engine.Publisher.PublishAsync("/topic/open", "x", Retained);
        await Broker.Engine.Publisher.PublishAsync("/topic/secret", "y", Retained);
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Subscribe("1", "/topic/*"));
        await client.ExpectAsync("MESSAGE 1 x");
    }

    [Test]
    public async Task A_new_durable_subscription_gets_it_and_one_that_is_there_does_not()
    {
        const string Durable = "persistent:true\n";
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Send("/topic/a", "x", Retain));
        await client.SendAsync(Subscribe("1", "/topic/a", Durable));
        WireFrame message = (await client.ExpectAsync("MESSAGE 1 x"))[0];
        Assert.That(message["retained"], Is.EqualTo("true"));
        if (ack != "auto")
        {
            await client.DoAsync(Wire.Ack(message));
        }

        await client.DoAsync(Wire.Unsubscribe("1"), Subscribe("1", "/topic/a", Durable));
    }

    [Test]
    public async Task Subscriptions_that_start_while_others_publish_miss_none_and_get_none_twice()
    {
        const int Count = 2000;
        WireClient publisher = await Broker.ConnectAsync();
        Task publishing = Task.Run(async () =>
        {
            for (int i = 1; i <= Count; i++)
            {
                await publisher.SendAsync(Wire.Send($"/topic/a.{i % 3}", $"{i}", Retain));
            }

            await publisher.ExpectAsync();
        });
        WireClient client = await Broker.ConnectAsync(window: 1 << 24);
        int round = 0;
        while (!publishing.IsCompleted || round == 0)
        {
            round++;
            await client.SendAsync(Subscribe($"{round}", "/topic/a.*"));
            List<WireFrame> frames = [.. await client.TakeAsync(), .. await client.TakeAsync()];
            await client.SendAsync(Wire.Unsubscribe($"{round}"));
            frames.AddRange(await client.TakeAsync());
            int[] numbers = [.. frames.Where(frame => frame["subscription"] == $"{round}").Select(frame => int.Parse(frame.Body, CultureInfo.InvariantCulture))];

            // At most the last of each topic first; from the newest of them on, without a gap.
            int firstLive = Array.FindIndex([.. frames], frame => frame["retained"] is null);
            int newest = numbers.Take(firstLive < 0 ? numbers.Length : firstLive).DefaultIfEmpty(0).Max();
            Assert.That(numbers.Where(number => number > newest), Is.EqualTo(Enumerable.Range(newest + 1, numbers.Count(number => number > newest))));
            Assert.That(numbers, Is.Ordered.And.Unique);
        }

        await publishing.WaitAsync(Patience);
    }

    private static StompPublishOptions Retained => new() { Headers = [new KeyValuePair<string, string>("retain", "set")] };

    private string Subscribe(string id, string destination, string headers = "") => Wire.Subscribe(id, destination, ack, headers);
}
