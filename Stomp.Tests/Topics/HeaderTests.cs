using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Topics;

/// <summary>The headers of MESSAGE: the server's own, and those passed through.</summary>
public sealed class HeaderTests : BrokerFixture
{
    private static readonly string[] Versions = ["1.0", "1.1", "1.2"];

    [Test]
    public async Task C74_C26_C79_C80_headers_are_passed_through_as_they_are_but_for_the_servers_own(
        [ValueSource(nameof(Versions))] string version, [Values("auto", "client")] string ack)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(
            Wire.Subscribe("1", "/topic/a", ack)
            + "SEND\nmine: a b \nsubscription:forged\nmessage-id:forged\nack:forged\nredelivered:forged\ndestination:/topic/a\nreceipt-id:forged\n"
            + "login:u\npasscode:SECRET\nempty:\ncontent-type:text/x;charset=ü\nmine:again\ncontent-length:3\ncontent-length:1\npriority:4\n\na\0b\0");
        WireFrame message = (await client.ExpectAsync("MESSAGE 1 a\0b"))[0];
        string acknowledgement = version == "1.2" && ack == "client" ? "ack " : "";
        Assert.That(
            message.Headers.Select(line => line[..line.IndexOf(':', StringComparison.Ordinal)]),
            Is.EqualTo($"subscription {acknowledgement}message-id destination mine empty content-type mine priority content-length".Split(' ')));
        Assert.That(message.Headers, Has.None.Contain("forged").And.None.Contain("SECRET"));
        Assert.That(message.Headers, Is.SupersetOf(["mine: a b ", "empty:", "content-type:text/x;charset=ü", "mine:again", "priority:4", "content-length:3"]));
    }

    [TestCaseSource(nameof(Versions))]
    public async Task C36_C39_C78_nothing_is_added_to_an_empty_message(string version)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Subscribe("1", "/topic/a") + Wire.Send("/topic/a"));
        WireFrame message = (await client.TakeAsync())[0];
        Assert.That(message.Headers.Count(), Is.EqualTo(3), string.Join('\n', message.Headers));
        Assert.That(message.Body, Is.Empty);
    }

    [TestCaseSource(nameof(Versions))]
    public async Task C79_receipt_and_transaction_are_not_passed_on(string version)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(
            Wire.Subscribe("1", "/topic/a") + Wire.Begin("t") + Wire.Send("/topic/a", "x", "transaction:t\nreceipt:r\n") + Wire.Commit("t"));
        WireFrame message = (await client.ExpectAsync("RECEIPT r", "MESSAGE 1 x"))[1];
        Assert.That(message["receipt"], Is.Null);
        Assert.That(message["transaction"], Is.Null);
    }

    [TestCaseSource(nameof(Versions))]
    public async Task C105_C106_the_destination_is_the_one_of_send(string version)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Subscribe("1", "/topic/>") + Wire.Send("/topic/a.b/c", "x") + Wire.Send("/topic/a//b", "y"));
        List<WireFrame> messages = await client.ExpectAsync("MESSAGE 1 x", "MESSAGE 1 y");
        Assert.That(messages.Select(message => message["destination"]), Is.EqualTo(["/topic/a.b/c", "/topic/a//b"]));
    }

    [Test]
    public async Task C107_message_ids_are_unique_on_a_connection(
        [ValueSource(nameof(Versions))] string version, [Values("auto", "client")] string ack)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", "/queue/a", ack), Wire.Subscribe("2", "/topic/b", ack), Wire.Subscribe("3", "/topic/c", ack));
        await client.SendAsync(Wire.SendMany("/queue/a", 0, 20) + Wire.SendMany("/topic/b", 0, 20) + Wire.SendMany("/topic/c", 0, 20));
        List<WireFrame> messages = await client.TakeAsync();
        Assert.That(messages, Has.Count.EqualTo(60));
        Assert.That(messages.Select(message => message["message-id"]), Is.Unique);
        (Broker.QueuesLeft, Broker.MessagesLeft) = ack == "auto" ? (0, 0) : (1, 20);
    }

    [Test]
    public async Task C107_D13_one_message_for_two_subscriptions_can_be_acknowledged_by_either(
        [ValueSource(nameof(Versions))] string version)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Subscribe("1", "/topic/a", "client"), Wire.Subscribe("2", "/topic/a", "client"));
        await client.SendAsync(Wire.Send("/topic/a", "x"));
        List<WireFrame> messages = await client.TakeAsync();
        string key = version == "1.2" ? "ack" : "message-id";
        Assert.That(messages[0][key], Is.Not.Null.And.Not.EqualTo(messages[1][key]));
        await client.DoAsync(Wire.Ack(messages[1]), Wire.Ack(messages[0]));
    }

    // The same header as 1.2 sends it, and as each version gets it: C-22 … C-24, C-27, C-28, D-9, D-10.
    [TestCase("k:a\\nb", "k:a\\nb", "k:a\\nb", "k:a b")]
    [TestCase("k:a\\cb", "k:a\\cb", "k:a\\cb", "k:a:b")]
    [TestCase("k:a\\\\cb", "k:a\\\\cb", "k:a\\\\cb", "k:a\\cb")]
    [TestCase("k:a\\rb", "k:a\\rb", "k:a\rb", "k:a\rb")]
    [TestCase("k:a\\r", "k:a\\r", "k:a", "k:a\r")]
    [TestCase("k\\\\:v", "k\\\\:v", "k\\\\:v", "k\\:v")]
    [TestCase("k\\cc:v", "k\\cc:v", "k\\cc:v", null)]
    [TestCase("k\\nevil\\c1:v", "k\\nevil\\c1:v", "k\\nevil\\c1:v", null)]
    [TestCase("k:v\\n\\nforged body", "k:v\\n\\nforged body", "k:v\\n\\nforged body", "k:v  forged body")]
    [TestCase("k:ü €😀", "k:ü €😀", "k:ü €😀", "k:ü €😀")]
    public async Task C22_to_C28_a_header_of_1_2_is_written_as_each_version_can_take_it(string sent, string in12, string in11, string? in10)
    {
        foreach (string ack in new[] { "auto", "client" })
        {
            WireClient sender = await Broker.ConnectAsync("1.2");
            foreach ((string version, string? expected) in new[] { ("1.2", in12), ("1.1", in11), ("1.0", in10) })
            {
                WireClient receiver = await Broker.ConnectAsync(version);
                await receiver.DoAsync(Wire.Subscribe("1", "/topic/a", ack));
                await sender.DoAsync(Wire.Send("/topic/a", "body", $"{sent}\nlast:1\n"));
                WireFrame message = (await receiver.ExpectAsync("MESSAGE 1 body"))[0];
                List<string> headers = [.. message.Headers];
                Assert.That(headers[^2], Is.EqualTo("last:1"));
                Assert.That(headers[^3], expected is null ? Is.EqualTo("destination:/topic/a") : Is.EqualTo(expected), version);
            }
        }
    }

    [TestCase("1.0", "k:a\\nb:c", "1.2", "k:a\\\\nb\\cc")]
    [TestCase("1.0", "k:a\\nb:c", "1.1", "k:a\\\\nb\\cc")]
    [TestCase("1.0", "k:a\\nb:c", "1.0", "k:a\\nb:c")]
    [TestCase("1.0", "k:a\rb\r", "1.2", "k:a\\rb\\r")]
    [TestCase("1.1", "k:a\\nb\\cc\\\\", "1.2", "k:a\\nb\\cc\\\\")]
    [TestCase("1.1", "k:a\\nb\\cc\\\\", "1.0", "k:a b:c\\")]
    [TestCase("1.1", "k:a\rb", "1.2", "k:a\\rb")]
    [TestCase("1.1", "k:a\rb", "1.1", "k:a\rb")]
    [TestCase("1.1", "k:a:b", "1.2", "k:a\\cb")]
    public async Task C22_to_C28_a_header_of_an_older_version_too(string from, string sent, string to, string expected)
    {
        WireClient sender = await Broker.ConnectAsync(from);
        WireClient receiver = await Broker.ConnectAsync(to);
        await receiver.DoAsync(Wire.Subscribe("1", "/topic/a"));
        await sender.DoAsync(Wire.Send("/topic/a", "body", $"{sent}\n"));
        WireFrame message = (await receiver.ExpectAsync("MESSAGE 1 body"))[0];
        Assert.That(message.Headers.ElementAt(3), Is.EqualTo(expected));
    }

    [TestCase("1.1")]
    [TestCase("1.2")]
    public async Task C22_ids_and_destinations_are_escaped(string version)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Subscribe("a\\cb\\\\", "/topic/a\\c\\n") + Wire.Send("/topic/a\\c\\n", "x"));
        WireFrame message = (await client.ExpectAsync("MESSAGE a\\cb\\\\ x"))[0];
        Assert.That(message["destination"], Is.EqualTo("/topic/a\\c\\n"));
    }
}
