using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Sessions;

/// <summary>What is refused, and how it is told.</summary>
public sealed class ErrorTests : BrokerFixture
{
    private const string Any = "1.0 1.1 1.2";
    private const string New = "1.1 1.2";

    // C-73, C-75, C-81, C-82, C-85, C-86, C-89, C-113, C-117, C-139; each with a word of the answer.
    [TestCase(Any, "SEND\nreceipt:r\n\nbody\0", "destination")]
    [TestCase(Any, "SEND\nreceipt:r\ndestination:/nowhere/a\n\nbody\0", "unknown")]
    [TestCase(Any, "SEND\nreceipt:r\ndestination:\n\nbody\0", "unknown")]
    [TestCase(Any, "SEND\nreceipt:r\ndestination:/queue/\n\nbody\0", "names no queue")]
    [TestCase(Any, "SEND\nreceipt:r\ndestination:/topic/\n\nbody\0", "names no topic")]
    [TestCase(Any, "SEND\nreceipt:r\ndestination:/topic/a.*\n\nbody\0", "wildcard")]
    [TestCase(Any, "SEND\nreceipt:r\ndestination:/queue/a\ntransaction:t\n\nbody\0", "transaction")]
    [TestCase(Any, "SUBSCRIBE\nreceipt:r\nid:1\n\n\0", "destination")]
    [TestCase(Any, "SUBSCRIBE\nreceipt:r\nid:1\ndestination:/nowhere/a\n\n\0", "begin with /topic/ or /queue/")]
    [TestCase(Any, "SUBSCRIBE\nreceipt:r\nid:1\ndestination:/topic/\n\n\0", "names no topic")]
    [TestCase(Any, "SUBSCRIBE\nreceipt:r\nid:1\ndestination:/queue/\n\n\0", "names no queue")]
    [TestCase(Any, "SUBSCRIBE\nreceipt:r\nid:1\ndestination:/queue/a\nack:sometimes\n\n\0", "ack")]
    [TestCase("1.0", "SUBSCRIBE\nreceipt:r\nid:1\ndestination:/queue/a\nack:client-individual\n\n\0", "ack")]
    [TestCase(Any, "SUBSCRIBE\nreceipt:r\nid:1\ndestination:/queue/a\nselector:a=\n\n\0", "selector")]
    [TestCase(Any, "SUBSCRIBE\nreceipt:r\nid:1\ndestination:/queue/a\nprefetch-count:x\n\n\0", "prefetch-count")]
    [TestCase(Any, "SUBSCRIBE\nreceipt:r\nid:1\ndestination:/queue/a\nprefetch-count:-1\n\n\0", "prefetch-count")]
    [TestCase(New, "SUBSCRIBE\nreceipt:r\ndestination:/queue/a\n\n\0", "'id'")]
    [TestCase(New, "UNSUBSCRIBE\nreceipt:r\ndestination:/queue/a\n\n\0", "'id'")]
    [TestCase("1.0", "UNSUBSCRIBE\nreceipt:r\n\n\0", "destination")]
    [TestCase(Any, "UNSUBSCRIBE\nreceipt:r\nid:1\n\n\0", "no such subscription")]
    [TestCase("1.0", "UNSUBSCRIBE\nreceipt:r\ndestination:/queue/a\n\n\0", "no such subscription")]
    [TestCase("1.2", "ACK\nreceipt:r\nmessage-id:1\n\n\0", "'id'")]
    [TestCase("1.0 1.1", "ACK\nreceipt:r\nid:1\n\n\0", "message-id")]
    [TestCase("1.2", "NACK\nreceipt:r\n\n\0", "'id'")]
    [TestCase("1.0", "NACK\nreceipt:r\nmessage-id:1\n\n\0", "1.0 has no NACK")]
    [TestCase(Any, "BEGIN\nreceipt:r\n\n\0", "transaction")]
    [TestCase(Any, "COMMIT\nreceipt:r\n\n\0", "transaction")]
    [TestCase(Any, "ABORT\nreceipt:r\n\n\0", "transaction")]
    [TestCase(Any, "COMMIT\nreceipt:r\ntransaction:t\n\n\0", "no transaction")]
    [TestCase(Any, "ABORT\nreceipt:r\ntransaction:t\n\n\0", "no transaction")]
    [TestCase(New, "SUBSCRIBE\nreceipt:r\nid:1\ndestination:/queue/a\n\nbody\0", "body")]
    [TestCase(New, "BEGIN\nreceipt:r\ntransaction:t\ncontent-length:1\n\nb\0", "body")]
    [TestCase(New, "DISCONNECT\nreceipt:r\n\nbody\0", "body")]
    [TestCase(Any, "CONNECT\nreceipt:r\n\n\0", "connected already")]
    [TestCase(Any, "SEND\nreceipt:r\ndestination:/queue/a\nno colon\n\nbody\0", "colon")]
    [TestCase(Any, "SEND\nreceipt:r\ndestination:/queue/a\ncontent-length:-1\n\nbody\0", "content-length")]
    [TestCase(Any, "SEND\nreceipt:r\ndestination:/queue/a\ncontent-length:2\n\nbody\0", "content-length")]
    [TestCase(New, "SEND\nreceipt:r\ndestination:/queue/a\nk:\\t\n\nbody\0", "escape")]
    public async Task C75_C132_C136_C137_what_is_wrong_is_told_once_with_the_receipt_and_then_closed(string versions, string frame, string reason)
    {
        foreach (string version in versions.Split(' '))
        {
            WireClient client = await Broker.ConnectAsync(version);
            await client.SendAsync(frame + Wire.Send("/queue/after", "not executed", "receipt:after\n"));
            WireFrame error = await client.ReadAsync();
            Assert.That(error.Command, Is.EqualTo("ERROR"));
            Assert.That(error["message"], Does.Contain(reason));
            Assert.That(error["receipt-id"], Is.EqualTo("r"));
            Assert.That(error["content-type"], Is.EqualTo("text/plain"));
            Assert.That(error["content-length"], Is.EqualTo($"{error.Body.Length}"));
            string command = frame[..frame.IndexOf('\n', StringComparison.Ordinal)];
            Assert.That(error.Body, Does.StartWith($"{command}: ").And.EndsWith(".\n"));
            await client.ExpectEndAsync(); // C-140
            Assert.That(Broker.Engine.QueueCount, Is.Zero);
            Assert.That(client.AbortReason, Is.Null);
            Broker.AssertLogged(102, reason);
        }
    }

    [TestCase("FOO\n\n\0")]
    [TestCase("send\ndestination:/queue/a\n\n\0")]
    [TestCase("MESSAGE\ndestination:/queue/a\n\n\0")]
    [TestCase("GET / HTTP/1.1\n\n")]
    [TestCase("{\"json\":true}\n")]
    public async Task C13_C139_what_is_no_client_frame_is_refused(string wire)
    {
        foreach (string version in Any.Split(' '))
        {
            WireClient client = await Broker.ConnectAsync(version);
            await client.SendAsync(wire);
            WireFrame error = await client.ExpectErrorAsync("command");
            Assert.That(error["receipt-id"], Is.Null);
        }
    }

    [Test]
    public async Task C32_1_0_ignores_a_body_of_other_frames()
    {
        WireClient client = await Broker.ConnectAsync("1.0");
        await client.SendAsync("SUBSCRIBE\nid:1\ndestination:/topic/a\n\nbody\0" + Wire.Send("/topic/a", "x"));
        await client.ExpectAsync("MESSAGE 1 x");
    }

    [TestCase("1.1")]
    [TestCase("1.2")]
    public async Task C136_a_receipt_with_escapes_comes_back_in_the_error(string version)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync("SEND\nreceipt:a\\cb\\n\\\\\n\n\0");
        Assert.That((await client.ExpectErrorAsync())["receipt-id"], Is.EqualTo("a\\cb\\n\\\\"));
    }

    [TestCase("1.0")]
    [TestCase("1.1")]
    [TestCase("1.2")]
    public async Task C17_half_a_frame_at_the_end_is_thrown_away(string version)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Send("/queue/whole", "x") + "SEND\ndestination:/queue/half\ncontent-length:5\n\n1234");
        await client.CloseOutputAsync();
        await client.ExpectEndAsync();
        Assert.That(Broker.Engine.QueueCount, Is.EqualTo(1));
        (Broker.QueuesLeft, Broker.MessagesLeft) = (1, 1);
    }

    [TestCase("1.0")]
    [TestCase("1.1")]
    [TestCase("1.2")]
    public async Task C125_frames_received_before_the_end_are_processed(string version)
    {
        WireClient receiver = await Broker.ConnectAsync();
        await receiver.DoAsync(Wire.Subscribe("1", "/queue/a"));
        WireClient client = Broker.Open();
        await client.SendAsync(Wire.Connect(version) + Wire.SendMany("/queue/a", 1, 1000));
        await client.CloseOutputAsync();
        Assert.That(
            (await receiver.ReadManyAsync(1000)).Select(frame => frame.Body), Is.EqualTo(Enumerable.Range(1, 1000).Select(number => $"{number}")));
        await client.ReadAsync();
        await client.ExpectEndAsync();
    }

    [TestCase("1.0", 1)]
    [TestCase("1.1", 2)]
    [TestCase("1.2", 3)]
    public async Task C43_a_frame_beyond_a_limit_is_refused(string version, int limit)
    {
        Start(options =>
        {
            options.Limits.Frame.MaxBodyBytes = limit;
            options.Limits.MaxSubscriptions = limit;
        });
        WireClient client = await Broker.ConnectAsync(version);
        await client.DoAsync(Wire.Send("/topic/a", new string('x', limit)));
        await client.SendAsync(Wire.Send("/topic/a", new string('x', limit + 1)));
        await client.ExpectErrorAsync($"{limit} octets");

        WireClient other = await Broker.ConnectAsync(version);
        await other.DoAsync([.. Enumerable.Range(0, limit).Select(id => Wire.Subscribe($"{id}", "/topic/a"))]);
        await other.SendAsync(Wire.Subscribe("more", "/topic/a"));
        await other.ExpectErrorAsync($"{limit} subscriptions");
    }

    [Test]
    public async Task C136_there_is_no_receipt_id_when_no_receipt_was_asked_for()
    {
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync("SEND\n\n\0");
        Assert.That((await client.ExpectErrorAsync("'destination'"))["receipt-id"], Is.Null);
    }
}
