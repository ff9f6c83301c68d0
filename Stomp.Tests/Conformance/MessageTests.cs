using System.Text;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>MESSAGE: the headers that the server gives it.</summary>
[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class MessageTests(Transport transport) : ConformanceFixture(transport)
{
    [Test]
    [Checklist("C-105", "C-106")]
    public async Task The_destination_is_that_of_SEND([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/topic/{Own}/*/**");
        foreach (string destination in (string[])[$"/topic/{Own}.a", $"/topic/{Own}/a/b", $"/topic/{Own}.a/b.c"])
        {
            await peer.SendAsync(WireText.Send(destination, "x"));
            Assert.That(WireText.Header(await peer.ReceiveAsync(), "destination"), Is.EqualTo(destination));
        }
    }

    [TestCase("1.0", "auto")]
    [TestCase("1.0", "client")]
    [TestCase("1.1", "auto")]
    [TestCase("1.1", "client-individual")]
    [TestCase("1.2", "auto")]
    [TestCase("1.2", "client")]
    [TestCase("1.2", "client-individual")]
    [Checklist("C-106", "C-107", "C-108", "C-109")]
    public async Task Each_has_a_destination_a_subscription_and_a_message_id_of_its_own(string version, string mode)
    {
        const int Messages = 300;
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/topic/{Own}", $"ack:{mode}\n", id: "my id");
        await peer.SendAsync(string.Concat(Enumerable.Repeat(WireText.Send($"/topic/{Own}", "x"), Messages)));
        var ids = new HashSet<string>();
        var acks = new HashSet<string>();
        for (int i = 0; i < Messages; i++)
        {
            string message = await peer.ReceiveAsync();
            Assert.That(WireText.Header(message, "destination"), Is.EqualTo($"/topic/{Own}"));
            Assert.That(WireText.Header(message, "subscription"), Is.EqualTo("my id"));
            Assert.That(ids.Add(WireText.Header(message, "message-id")), Is.True);
            Assert.That(message.Contains("\nack:", StringComparison.Ordinal), Is.EqualTo(version == "1.2" && mode != "auto"));
            Assert.That(version != "1.2" || mode == "auto" || acks.Add(WireText.Header(message, "ack")), Is.True);
        }
    }

    [Test]
    [Checklist("C-107")]
    public async Task In_1_2_copies_have_the_message_id_of_the_message_and_acks_of_their_own()
    {
        Peer peer = await ConnectAsync();
        await SubscribeAsync(peer, $"/topic/{Own}", "ack:client\n", id: "a");
        await SubscribeAsync(peer, $"/topic/{Own}", "ack:client\n", id: "b");
        await peer.SendAsync(WireText.Send($"/topic/{Own}", "x"));
        string[] copies = [await peer.ReceiveAsync(), await peer.ReceiveAsync()];
        Assert.That(WireText.Header(copies[0], "message-id"), Is.EqualTo(WireText.Header(copies[1], "message-id")));
        Assert.That(WireText.Header(copies[0], "ack"), Is.Not.EqualTo(WireText.Header(copies[1], "ack")));
    }

    [TestCase("1.1")]
    [TestCase("1.2")]
    [Checklist("C-108")]
    public async Task The_subscription_is_escaped_as_the_client_would(string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/topic/{Own}", id: @"a\cb\\c\nd é");
        await peer.SendAsync(WireText.Send($"/topic/{Own}", "x"));
        Assert.That(WireText.Header(await peer.ReceiveAsync(), "subscription"), Is.EqualTo(@"a\cb\\c\nd é"));
    }

    [Test]
    [Checklist("C-110")]
    public async Task Many_user_headers_are_all_there([Values("1.0", "1.1", "1.2")] string version)
    {
        string headers = string.Concat(Enumerable.Range(0, 90).Select(i => $"header-{i}:value {i}\n"));
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/topic/{Own}");
        await peer.SendAsync(WireText.Send($"/topic/{Own}", "x", headers));
        Assert.That(await peer.ReceiveAsync(), Does.Contain("\n" + headers));
    }

    [TestCase("grüß Gott 😀", "content-type:text/plain\n")]
    [TestCase("{}", "content-type:application/json\ncontent-length:2\n")]
    [TestCase("blob", "")]
    [Checklist("C-111")]
    public async Task A_body_has_a_content_length_and_the_content_type_of_SEND(string body, string headers)
    {
        foreach (string version in (string[])["1.1", "1.2"])
        {
            Peer peer = await ConnectAsync(version);
            await SubscribeAsync(peer, $"/topic/{Own}");
            await peer.SendAsync(WireText.Send($"/topic/{Own}", body, headers));
            string message = await peer.ReceiveAsync();
            Assert.That(message, Does.EndWith($"\n\n{body}"));
            Assert.That(WireText.Header(message, "content-length"), Is.EqualTo($"{Encoding.UTF8.GetByteCount(body)}"));
            string[] types = [.. message.Split('\n').Where(line => line.StartsWith("content-type:", StringComparison.Ordinal))];
            Assert.That(types, Is.EqualTo(headers.Split('\n').Where(line => line.StartsWith("content-type:", StringComparison.Ordinal))));
        }
    }

    [TestCase("1.0", "/topic/")]
    [TestCase("1.0", "/queue/")]
    [TestCase("1.1", "/topic/")]
    [TestCase("1.1", "/queue/")]
    [TestCase("1.2", "/topic/")]
    [TestCase("1.2", "/queue/")]
    [Checklist("C-112")]
    public async Task The_order_of_each_producer_is_kept(string version, string prefix)
    {
        const int Producers = 3;
        const int Messages = 200;
        Peer subscriber = await ConnectAsync(version);
        await SubscribeAsync(subscriber, prefix + Own);
        var producing = new Task[Producers];
        for (int producer = 0; producer < Producers; producer++)
        {
            Peer peer = await ConnectAsync(version);
            producing[producer] = ProduceAsync(peer, prefix + Own, producer);
        }

        int[] next = new int[Producers];
        for (int i = 0; i < Producers * Messages; i++)
        {
            int[] body = [.. WireText.Body(await subscriber.ReceiveAsync()).Split(' ').Select(int.Parse)];
            Assert.That(body[1], Is.EqualTo(next[body[0]]++));
        }

        await Task.WhenAll(producing);

        static async Task ProduceAsync(Peer peer, string destination, int producer)
        {
            for (int i = 0; i < Messages; i++)
            {
                await peer.SendAsync(WireText.Send(destination, $"{producer} {i}"));
            }
        }
    }
}
