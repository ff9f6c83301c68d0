using System.Globalization;
using NUnit.Framework;
using Stomp.Broker.Configuration;
using Stomp.Broker.Policies;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Topics;

/// <summary>Earlier messages of topics that keep them (N9).</summary>
[TestFixture("auto")]
[TestFixture("client")]
public sealed class ReplayTests(string ack) : BrokerFixture
{
    [SetUp]
    public void StartKeeping() => StartWith(new StompDestinationPolicy { Destination = "/topic/**", ReplayMessages = 5 });

    [TestCase("replay-last:2\n", "4 5")]
    [TestCase("replay-last:9\n", "1 2 3 4 5")]
    [TestCase("replay-last:0\n", "")]
    [TestCase("from-seq:0\n", "1 2 3 4 5")] // Apollo
    [TestCase("from-seq:4\n", "4 5")]
    [TestCase("from-seq:99\n", "")]
    [TestCase("from-seq:-1\n", "")]
    [TestCase("from-time:3603000\n", "4 5")]
    [TestCase("from-time:9999999\n", "")]
    [TestCase("x-stream-offset:first\n", "1 2 3 4 5")] // RabbitMQ
    [TestCase("x-stream-offset:last\n", "5")]
    [TestCase("x-stream-offset:next\n", "")]
    [TestCase("x-stream-offset:offset=0\n", "1 2 3 4 5")]
    [TestCase("x-stream-offset:offset=5\n", "5")]
    [TestCase("x-stream-offset:timestamp=3603\n", "4 5")]
    [TestCase("activemq.retroactive:true\n", "1 2 3 4 5")] // ActiveMQ
    [TestCase("activemq.retroactive:false\n", "")]
    public async Task Those_that_are_asked_for_come_between_the_receipt_and_what_is_published(string headers, string expected)
    {
        WireClient client = await Broker.ConnectAsync();
        for (int i = 1; i <= 5; i++)
        {
            await client.DoAsync(Wire.Send("/topic/a", $"{i}")); // at 3600, 3601 … seconds
            Time.Advance(1000);
        }

        string[] bodies = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await client.SendAsync(Subscribe("1", "/topic/a", headers + "receipt:r\n") + Wire.Send("/topic/a", "live"));
        List<WireFrame> frames = await client.ExpectAsync(["RECEIPT r", .. bodies.Select(body => $"MESSAGE 1 {body}"), "MESSAGE 1 live"]);
        Assert.That(frames.Select(frame => frame["replay-gap"] ?? frame["retained"]), Is.All.Null);
        await client.DoAsync(Wire.Unsubscribe("1"), Wire.Send("/topic/a", "nobody"));
    }

    [Test]
    public async Task Without_asking_none_come()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Send("/topic/a", "1"), Subscribe("1", "/topic/a"));
    }

    [Test]
    public async Task Include_seq_tells_the_number_of_each_message()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.SendMany("/topic/a", 1, 2), Wire.Send("/topic/b", "3"));
        await client.SendAsync(Subscribe("1", "/topic/*", "from-seq:0\ninclude-seq:nr\n") + Wire.Send("/topic/a", "4") + Subscribe("2", "/topic/a", "from-seq:2\n"));
        List<WireFrame> frames = await client.TakeAsync();
        Assert.That(frames.Select(frame => $"{frame} {frame["nr"]}"), Is.EqualTo(
            ["MESSAGE 1 1 1", "MESSAGE 1 2 2", "MESSAGE 1 3 3", "MESSAGE 1 4 4", "MESSAGE 2 2 ", "MESSAGE 2 4 "]));
        await client.SendAsync(Subscribe("3", "/topic/a", $"from-seq:{frames[1]["nr"]}\n"));
        await client.ExpectAsync("MESSAGE 3 2", "MESSAGE 3 4");
    }

    [Test]
    public async Task Wildcards_get_those_of_all_topics_in_the_order_of_publishing()
    {
        WireClient client = await Broker.ConnectAsync();
        for (int i = 0; i < 9; i++)
        {
            await client.DoAsync(Wire.Send($"/topic/a.{i % 3}", $"{i}"));
        }

        await client.SendAsync(Subscribe("all", "/topic/a.*", "from-seq:0\n"));
        await client.ExpectAsync([.. Enumerable.Range(0, 9).Select(i => $"MESSAGE all {i}")]);
        await client.SendAsync(Subscribe("last", "/topic/a.*", "replay-last:1\n"));
        await client.ExpectAsync("MESSAGE last 6", "MESSAGE last 7", "MESSAGE last 8");
    }

    [Test]
    public async Task A_topic_keeps_so_many_messages_and_octets_and_for_so_long_as_its_policies_say()
    {
        StartWith(
            new StompDestinationPolicy { Destination = "/topic/number", ReplayMessages = 2 },
            new StompDestinationPolicy { Destination = "/topic/octets", ReplayBytes = 700 },
            new StompDestinationPolicy { Destination = "/topic/age", ReplayAge = TimeSpan.FromSeconds(2) });
        WireClient client = await Broker.ConnectAsync();
        foreach (int i in (int[])[1, 2, 3])
        {
            await client.DoAsync(
                Wire.Send("/topic/number", $"{i}"), Wire.Send("/topic/octets", $"{i}".PadRight(200)), Wire.Send("/topic/age", $"{i}"));
            Time.Advance(999);
        }

        await client.SendAsync(
            Subscribe("1", "/topic/number", "from-seq:0\n") + Subscribe("2", "/topic/octets", "from-seq:0\n") + Subscribe("3", "/topic/age", "from-seq:0\n"));
        Assert.That((await client.TakeAsync()).Select(frame => $"{frame}".TrimEnd()), Is.EqualTo(
            ["MESSAGE 1 2", "MESSAGE 1 3", "MESSAGE 2 2", "MESSAGE 2 3", "MESSAGE 3 2", "MESSAGE 3 3"]));
        Time.Advance(2000);
        await client.SendAsync(Subscribe("4", "/topic/*", "from-seq:0\n"));
        Assert.That((await client.TakeAsync()).Select(frame => frame["destination"]), Has.None.EqualTo("/topic/age"));
    }

    [Test]
    public async Task One_message_is_kept_however_large_it_is()
    {
        StartWith(new StompDestinationPolicy { Destination = "/topic/a", ReplayBytes = 10 });
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.SendMany("/topic/a", 1, 2));
        await client.SendAsync(Subscribe("1", "/topic/a", "from-seq:0\n"));
        await client.ExpectAsync("MESSAGE 1 2");
    }

    [Test]
    public async Task All_topics_together_have_a_limit_and_those_not_published_to_for_longest_forget_first()
    {
        StartWith(options => options.Limits.MaxTotalReplayBytes = 5500, new StompDestinationPolicy { Destination = "/topic/**", ReplayMessages = 100 });
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.SendMany("/topic/old", 1, 2), Wire.SendMany("/topic/new", 3, 4), Wire.SendMany("/topic/newest", 7, 2));
        await client.SendAsync(Subscribe("1", "/topic/*", "from-seq:1\n"));
        List<WireFrame> frames = await client.TakeAsync();
        string bodies = string.Join(' ', frames.Select(frame => frame.Body));
        Assert.That(bodies, Is.EqualTo("4 5 6 7 8").Or.EqualTo("5 6 7 8"), "5500 octets, of which each of three topics takes some 540 and each message some 740");
        Assert.That(frames.Select(frame => frame["replay-gap"]), Is.EqualTo(new[] { "true" }.Concat(Enumerable.Repeat((string?)null, frames.Count - 1))));
    }

    [Test]
    public async Task Those_that_have_expired_are_left_out()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Send("/topic/a", "1", "ttl:1000\n"), Wire.Send("/topic/a", "2"));
        Time.Advance(1000);
        await client.SendAsync(Subscribe("1", "/topic/a", "from-seq:0\n"));
        await client.ExpectAsync("MESSAGE 1 2");
    }

    [Test]
    public async Task What_is_no_longer_kept_is_a_gap_that_the_first_message_tells()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.SendMany("/topic/a", 1, 7));
        await client.SendAsync(Subscribe("1", "/topic/a", "from-seq:1\n"));
        List<WireFrame> frames = await client.ExpectAsync([.. Enumerable.Range(3, 5).Select(i => $"MESSAGE 1 {i}")]);
        Assert.That(frames.Select(frame => frame["replay-gap"]), Is.EqualTo((string?[])["true", null, null, null, null]));
        await client.SendAsync(Subscribe("2", "/topic/a", "from-seq:3\n") + Subscribe("3", "/topic/a", "from-time:3600000\n") + Subscribe("4", "/topic/a", "from-time:3600001\n"));
        frames = await client.TakeAsync();
        Assert.That(frames.Where(frame => frame["replay-gap"] is not null).Select(frame => $"{frame}"), Is.EqualTo(["MESSAGE 3 3"]));
    }

    [Test]
    public async Task A_gap_with_nothing_after_it_is_told_by_what_is_published_next()
    {
        StartWith(new StompDestinationPolicy { Destination = "/topic/**", ReplayAge = TimeSpan.FromSeconds(1) });
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Send("/topic/a", "1"));
        Time.Advance(1000);
        await client.SendAsync(Subscribe("1", "/topic/a", "from-seq:1\n") + Wire.SendMany("/topic/a", 2, 2));
        List<WireFrame> frames = await client.ExpectAsync("MESSAGE 1 2", "MESSAGE 1 3");
        Assert.That(frames.Select(frame => frame["replay-gap"]), Is.EqualTo((string?[])["true", null]));
    }

    [Test]
    public async Task No_local_holds_for_earlier_messages_too()
    {
        WireClient client = await Broker.ConnectAsync();
        WireClient other = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Send("/topic/a", "own"));
        await other.DoAsync(Wire.Send("/topic/a", "other"));
        await client.SendAsync(Subscribe("1", "/topic/a", "from-seq:0\nno-local:true\n"));
        await client.ExpectAsync("MESSAGE 1 other");
    }

    [Test]
    public async Task A_retained_message_that_is_kept_for_replay_too_comes_once()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Send("/topic/a", "1", "retain:set\n"), Wire.Send("/topic/a", "2"));
        await client.SendAsync(Subscribe("1", "/topic/a", "from-seq:0\n") + Subscribe("2", "/topic/a"));
        await client.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 2", "MESSAGE 2 1");
    }

    [TestCase("/topic/a", "replay-last:1\n")]
    [TestCase("/topic/a", "from-seq:0\n")]
    [TestCase("/topic/a", "include-seq:nr\n")]
    [TestCase("/topic/a", "resume-token:true\n")]
    [TestCase("/topic/a", "x-stream-offset:first\n")]
    public async Task A_topic_that_keeps_nothing_refuses_what_needs_it(string destination, string headers)
    {
        Start(null);
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Subscribe("1", destination, headers));
        await client.ExpectErrorAsync("the topic keeps no messages for replay, and numbers none; no policy for it has ReplayMessages, ReplayBytes or ReplayAge");
    }

    [TestCase("/topic/a", "activemq.retroactive:true\n")]
    [TestCase("/topic/*", "from-seq:0\n")]
    public async Task Who_takes_what_there_is_need_not_know_whether_there_is_any(string destination, string headers)
    {
        Start(null);
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send("/topic/a", "1") + Subscribe("1", destination, headers) + Wire.Send("/topic/a", "2"));
        await client.ExpectAsync("MESSAGE 1 2");
    }

    [TestCase("replay-last:x\n", "the header 'replay-last' must be a number of messages")]
    [TestCase("from-seq:-2\n", "the header 'from-seq' must be the number of a message, 0 for all that are kept, or -1 for none")]
    [TestCase("from-time:now\n", "the header 'from-time' must be a time, in milliseconds of Unix time")]
    [TestCase("x-stream-offset:middle\n", "the header 'x-stream-offset' must be first, last, next, offset= and a number, or timestamp= and a number of seconds")]
    [TestCase("resume:abc\n", "the header 'resume' must be a token")]
    [TestCase("resume-token:maybe\n", "the header 'resume-token' must be true or false")]
    [TestCase("from-seq:0\nreplay-last:1\n", "the header 'replay-last' must be the only one that asks for earlier messages")]
    [TestCase("from-seq:0\npersistent:true\n", "a durable subscription has kept its own messages")]
    public async Task Headers_that_make_no_sense_are_refused(string headers, string reason)
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Subscribe("1", "/topic/a", headers));
        await client.ExpectErrorAsync(reason);
    }

    [Test]
    public async Task A_queue_has_none()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Subscribe("1", "/queue/a", "from-seq:0\n"));
        await client.ExpectErrorAsync("destinations of /queue/ do not have what the frame asks for (earlier messages)");
    }

    [Test]
    public async Task Many_come_as_the_outbox_has_room_and_what_is_published_meanwhile_comes_in_its_turn()
    {
        const int Kept = 300;
        StartWith(options => options.Limits.MaxOutboxBytes = 64 * 1024, new StompDestinationPolicy { Destination = "/topic/**", ReplayBytes = 1 << 24 });
        WireClient publisher = await Broker.ConnectAsync();
        await publisher.DoAsync([.. Enumerable.Range(0, Kept).Select(i => Wire.Send($"/topic/a.{i % 2}", $"{i}".PadRight(4000)))]);
        WireClient slow = await Broker.ConnectAsync(window: 1000);
        await slow.SendAsync(Subscribe("1", "/topic/a.*", "from-seq:0\n"));
        int all = ack == "auto" ? 2 * Kept : Kept + 50; // what is to be acknowledged waits as far as an outbox would take it
        for (int i = Kept; i < all; i++)
        {
            await publisher.DoAsync(Wire.Send($"/topic/a.{i % 2}", $"{i}".PadRight(400)));
        }

        List<WireFrame> frames = await slow.ReadManyAsync(all);
        Assert.That(frames.Select(frame => int.Parse(frame.Body, CultureInfo.InvariantCulture)), Is.EqualTo(Enumerable.Range(0, all)));
        await publisher.DoAsync(Wire.Send("/topic/a.0", "live"));
        await slow.ExpectAsync("MESSAGE 1 live");
    }

    private string Subscribe(string id, string destination, string headers = "") => Wire.Subscribe(id, destination, ack, headers);

    private void StartWith(params StompDestinationPolicy[] policies) => StartWith(null, policies);

    private void StartWith(Action<StompBrokerOptions>? configure, params StompDestinationPolicy[] policies) => Start(options =>
    {
        configure?.Invoke(options);
        foreach (StompDestinationPolicy policy in policies)
        {
            options.Policies.Add(policy);
        }
    });
}
