using System.Globalization;
using NUnit.Framework;
using Stomp.Broker.Policies;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Topics;

/// <summary>Going on behind the last message that came, after a reconnect, with nothing between or twice (N9).</summary>
[TestFixture("auto", "1.2")]
[TestFixture("client", "1.2")]
[TestFixture("client", "1.0")]
[TestFixture("client-individual", "1.1")]
public sealed class ResumeTests(string ack, string version) : BrokerFixture
{
    [SetUp]
    public void StartKeeping() => Start(options => options.Policies.Add(new StompDestinationPolicy { Destination = "/topic/kept.**", ReplayMessages = 10_000 }));

    [TestCase("/topic/kept.a")]
    [TestCase("/topic/kept.*")]
    public async Task A_subscription_goes_on_behind_the_message_with_the_token(string destination)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Subscribe(destination, "resume-token:true\n") + Wire.SendMany("/topic/kept.a", 1, 3));
        string token = (await client.TakeAsync())[1]["resume-token"]!;
        await client.VanishAsync();
        WireClient other = await Broker.ConnectAsync(version);
        await other.DoAsync(Wire.Send("/topic/kept.a", "4"));
        WireClient again = await Broker.ConnectAsync(version);
        await again.SendAsync(Subscribe(destination, $"resume:{token}\nreceipt:r\n") + Wire.Send("/topic/kept.a", "5"));
        List<WireFrame> frames = await again.ExpectAsync("RECEIPT r", "MESSAGE 1 3", "MESSAGE 1 4", "MESSAGE 1 5");
        Assert.That(frames.Select(frame => frame["replay-gap"]), Is.All.Null);
        string run = token.Split('-')[0];
        Assert.That(frames.Select(frame => frame["resume-token"]), Is.EqualTo((string?[])[null, $"{run}-3", $"{run}-4", $"{run}-5"]));
    }

    [Test]
    public async Task A_token_of_another_run_of_the_broker_gives_all_there_is_and_tells_the_gap()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.SendMany("/topic/kept.a", 1, 2));
        await client.SendAsync(Subscribe("/topic/kept.a", "resume:0badc0de-7\n"));
        List<WireFrame> frames = await client.ExpectAsync("MESSAGE 1 1", "MESSAGE 1 2");
        Assert.That(frames.Select(frame => frame["replay-gap"]), Is.EqualTo((string?[])["true", null]));
    }

    [Test]
    public async Task Where_messages_behind_the_token_are_gone_the_next_one_tells_it()
    {
        Start(options => options.Policies.Add(new StompDestinationPolicy { Destination = "/topic/kept.**", ReplayMessages = 2 }));
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Subscribe("/topic/kept.*", "resume-token:true\n") + Wire.SendMany("/topic/kept.a", 1, 5));
        List<WireFrame> frames = await client.TakeAsync();
        WireClient again = await Broker.ConnectAsync(version);
        await again.SendAsync(Subscribe("/topic/kept.*", $"resume:{frames[1]["resume-token"]}\n"));
        frames = [frames[2], .. await again.ExpectAsync("MESSAGE 1 4", "MESSAGE 1 5")];
        Assert.That(frames[1]["replay-gap"], Is.EqualTo("true"));
        again = await Broker.ConnectAsync(version);
        await again.SendAsync(Subscribe("/topic/kept.*", $"resume:{frames[0]["resume-token"]}\n"));
        Assert.That((await again.ExpectAsync("MESSAGE 1 4", "MESSAGE 1 5"))[0]["replay-gap"], Is.Null, "the last that came was the one before");
    }

    [Test]
    public async Task Messages_of_topics_that_keep_none_have_no_token()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Subscribe("/topic/**", "resume-token:true\n") + Wire.Send("/topic/other", "x") + Wire.Send("/topic/kept.a", "y"));
        Assert.That((await client.TakeAsync()).Select(frame => frame["resume-token"] is null), Is.EqualTo([true, false]));
    }

    [Test]
    public async Task Clients_that_break_off_again_and_again_while_others_publish_miss_none_and_get_none_twice()
    {
        const int Publishers = 3;
        const int Count = 1500;
        Task publishing = Task.WhenAll(Enumerable.Range(0, Publishers).Select(async publisher =>
        {
            WireClient client = await Broker.ConnectAsync();
            for (int i = 0; i < Count; i++)
            {
                await client.SendAsync(Wire.Send($"/topic/kept.{publisher}.{i % 2}", $"{i}"));
                if (i % 50 == 0)
                {
                    await client.ExpectAsync(); // so that there is time for the others
                }
            }
        }));
        var received = new List<WireFrame>();
        string from = "from-seq:0\nresume-token:true\n";
        var random = new Random(7);
        while (received.Count < Publishers * Count)
        {
            WireClient client = await Broker.ConnectAsync(version, window: random.Next(1000, 100_000));
            await client.SendAsync(Subscribe("/topic/kept.**", from));
            for (int left = Math.Min(random.Next(1, 400), (Publishers * Count) - received.Count); left > 0; left--)
            {
                WireFrame frame = await client.ReadAsync();
                Assert.That(frame["replay-gap"], Is.Null);
                received.Add(frame);
                from = $"resume:{frame["resume-token"]}\n";
                if (ack != "auto")
                {
                    await client.SendAsync(Wire.Ack(frame));
                }
            }

            await client.VanishAsync();
        }

        await publishing.WaitAsync(Patience);
        for (int publisher = 0; publisher < Publishers; publisher++)
        {
            IEnumerable<int> numbers = received
                .Where(frame => frame["destination"]!.StartsWith($"/topic/kept.{publisher}.", StringComparison.Ordinal))
                .Select(frame => int.Parse(frame.Body, CultureInfo.InvariantCulture));
            Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, Count)));
        }
    }

    private string Subscribe(string destination, string headers) => Wire.Subscribe("1", destination, ack, headers);
}
