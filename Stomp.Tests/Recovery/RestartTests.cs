using System.Globalization;
using System.Net;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Recovery;

/// <summary>What is there again when the broker is started anew on its folder, after it was killed and after it was stopped.</summary>
[TestFixture(true)]
[TestFixture(false)]
public sealed class RestartTests(bool isKilled)
{
    private const string Durable = "durable:true\nauto-delete:false\nack:client-individual\n";

    private DirectoryInfo _folder = null!;
    private HostProcess _host = null!;
    private IPEndPoint _address = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("stomp-recovery-");
        await StartHostAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _host.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Test]
    public async Task Persistent_messages_of_queues_are_there_in_their_order_and_others_are_not()
    {
        await using TcpPeer peer = await RestartAsync(async _ =>
        {
            await SendAsync("/queue/a", "1", "persistent:true\na\\cb:c\\nd\n");
            await SendAsync("/queue/a", "transient");
            await SendAsync("/queue/a", "2", "persistent:true\n");
            await SendAsync("/queue/a", "first", "persistent:true\npriority:9\n");
        });
        await peer.SubscribeAsync("/queue/a");
        string[] messages = [await peer.ReceiveAsync(), await peer.ReceiveAsync(), await peer.ReceiveAsync()];
        Assert.That(messages.Select(WireText.Body), Is.EqualTo(["first", "1", "2"]));
        Assert.That(messages[1], Does.Contain("\na\\cb:c\\nd\n").And.Contain("\ndestination:/queue/a\n"));
        Assert.That(messages[1].Contains("\nredelivered:true\n", StringComparison.Ordinal), Is.EqualTo(isKilled));
    }

    [Test]
    public async Task What_was_acknowledged_is_gone_and_what_was_refused_counts_its_deliveries()
    {
        await using TcpPeer peer = await RestartAsync(async consumer =>
        {
            await SendAsync("/queue/a", "acked", "persistent:true\n");
            await SendAsync("/queue/a", "nacked", "persistent:true\n");
            await consumer.SubscribeAsync("/queue/a", "ack:client-individual\nprefetch-count:2\n");
            string acked = await consumer.ReceiveAsync();
            string nacked = await consumer.ReceiveAsync();
            await consumer.SendAsync($"NACK\nid:{WireText.Header(nacked, "ack")}\n\n\0");
            nacked = await consumer.ReceiveAsync();
            Assert.That(WireText.Header(nacked, "delivery-count"), Is.EqualTo("2"));
            await consumer.SendAsync($"ACK\nid:{WireText.Header(acked, "ack")}\nreceipt:done\n\n\0");
            Assert.That(await consumer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:done\n\n"));
        });
        await peer.SubscribeAsync("/queue/a");
        string message = await peer.ReceiveAsync();
        Assert.That(WireText.Body(message), Is.EqualTo("nacked"));
        Assert.That(
            int.Parse(WireText.Header(message, "delivery-count"), CultureInfo.InvariantCulture),
            isKilled ? Is.EqualTo(2) : Is.EqualTo(3)); // the delivery that the end of the broker ended counts when the broker could say so
    }

    [Test]
    public async Task Durable_subscriptions_have_their_messages_and_get_more()
    {
        await using TcpPeer peer = await RestartAsync(async subscriber =>
        {
            await subscriber.SubscribeAsync("/topic/a.*", Durable, id: "d");
            await subscriber.SendAsync("UNSUBSCRIBE\nid:d\nreceipt:left\n\n\0");
            await subscriber.ReceiveAsync();
            await SendAsync("/topic/a.b", "kept", "persistent:true\n");
            await SendAsync("/topic/a.b", "transient");
        });
        await SendAsync("/topic/a.c", "later");
        await peer.SubscribeAsync("/topic/a.*", Durable, id: "d");
        Assert.That(WireText.Body(await peer.ReceiveAsync()), Is.EqualTo("kept"));
        Assert.That(WireText.Body(await peer.ReceiveAsync()), Is.EqualTo("later"));
    }

    [Test]
    public async Task A_durable_subscription_that_was_deleted_stays_deleted()
    {
        await using TcpPeer peer = await RestartAsync(async subscriber =>
        {
            await subscriber.SubscribeAsync("/topic/a", Durable, id: "d");
            await SendAsync("/topic/a", "gone", "persistent:true\n");
            await subscriber.ReceiveAsync();
            await subscriber.SendAsync($"UNSUBSCRIBE\nid:d\n{Durable}receipt:deleted\n\n\0");
            Assert.That(await subscriber.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:deleted\n\n"));
        });
        await peer.SubscribeAsync("/topic/a", Durable, id: "d");
        await SendAsync("/topic/a", "new");
        Assert.That(WireText.Body(await peer.ReceiveAsync()), Is.EqualTo("new"));
    }

    [Test]
    public async Task Retained_messages_are_there_and_those_that_were_removed_are_not()
    {
        await using TcpPeer peer = await RestartAsync(async _ =>
        {
            await SendAsync("/topic/kept", "old", "retain:set\npersistent:true\n");
            await SendAsync("/topic/kept", "new", "retain:set\npersistent:true\n");
            await SendAsync("/topic/removed", "x", "retain:set\npersistent:true\n");
            await SendAsync("/topic/removed", "", "retain:remove\n");
        });
        await peer.SubscribeAsync("/topic/removed", id: "1");
        await peer.SubscribeAsync("/topic/kept", id: "2");
        Assert.That(await peer.ReceiveAsync(), Does.StartWith("MESSAGE\nsubscription:2\n").And.Contain("\nretained:true\n").And.EndWith("\n\nnew"));
    }

    [Test]
    public async Task A_message_that_waits_for_its_time_waits_on()
    {
        long due = DateTimeOffset.UtcNow.AddSeconds(3).ToUnixTimeMilliseconds();
        await using TcpPeer peer = await RestartAsync(_ => SendAsync("/queue/a", "later", $"persistent:true\nAMQ_SCHEDULED_TIME:{due}\n"));
        await peer.SubscribeAsync("/queue/a");
        Assert.That(WireText.Body(await peer.ReceiveAsync()), Is.EqualTo("later"));
        Assert.That(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), Is.GreaterThanOrEqualTo(due));
    }

    [Test]
    public async Task The_id_of_a_message_is_known_on()
    {
        await using TcpPeer peer = await RestartAsync(_ => SendAsync("/queue/a", "once", "persistent:true\n_AMQ_DUPL_ID:7\n"));
        await SendAsync("/queue/a", "twice", "persistent:true\n_AMQ_DUPL_ID:7\n");
        await SendAsync("/queue/a", "other", "persistent:true\n_AMQ_DUPL_ID:8\n");
        await peer.SubscribeAsync("/queue/a");
        Assert.That(WireText.Body(await peer.ReceiveAsync()), Is.EqualTo("once"));
        Assert.That(WireText.Body(await peer.ReceiveAsync()), Is.EqualTo("other"));
    }

    [Test]
    public async Task A_transaction_is_done_that_was_committed_and_not_one_that_was_open()
    {
        await using TcpPeer peer = await RestartAsync(async sender =>
        {
            await SendAsync("/queue/from", "moved", "persistent:true\n");
            await sender.SubscribeAsync("/queue/from", "ack:client-individual\n");
            string moved = await sender.ReceiveAsync();
            await sender.SendAsync("BEGIN\ntransaction:1\n\n\0BEGIN\ntransaction:2\n\n\0");
            await sender.SendAsync($"ACK\nid:{WireText.Header(moved, "ack")}\ntransaction:1\n\n\0");
            await sender.SendAsync(WireText.Send("/queue/to", "moved", "persistent:true\ntransaction:1\n"));
            await sender.SendAsync(WireText.Send("/queue/to", "open", "persistent:true\ntransaction:2\n"));
            await sender.SendAsync("COMMIT\ntransaction:1\nreceipt:committed\n\n\0");
            Assert.That(await sender.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:committed\n\n"));
        });
        await peer.SubscribeAsync("/queue/from", id: "1");
        await peer.SubscribeAsync("/queue/to", id: "2");
        await SendAsync("/queue/from", "last");
        string[] messages = [await peer.ReceiveAsync(), await peer.ReceiveAsync()];
        Assert.That(messages.Select(WireText.Body), Is.EquivalentTo(["moved", "last"]));
    }

    // On a connection of its own: receipts and messages come in no order.
    private async Task SendAsync(string destination, string body, string headers = "")
    {
        await using TcpPeer sender = await TcpPeer.ConnectAsync(_address);
        await sender.SendAsync(WireText.Send(destination, body, $"{headers}receipt:sent\n"));
        Assert.That(await sender.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:sent\n\n"));
    }

    private async Task<TcpPeer> RestartAsync(Func<TcpPeer, Task> before)
    {
        await using (TcpPeer peer = await TcpPeer.ConnectAsync(_address))
        {
            await before(peer);
            if (isKilled)
            {
                await _host.KillAsync();
            }
            else
            {
                _host.Terminate();
                Assert.That((await _host.WaitForExitAsync()).Code, Is.Zero);
            }
        }

        await _host.DisposeAsync();
        await StartHostAsync();
        return await TcpPeer.ConnectAsync(_address);
    }

    private async Task StartHostAsync()
    {
        _host = HostProcess.Start(["--listen", "stomp://127.0.0.1:0", "--data", _folder.FullName]);
        List<string> lines = await _host.WaitUntilReadyAsync();
        _address = HostProcess.AddressIn(lines.Single(static line => line.StartsWith("Listening on", StringComparison.Ordinal)));
    }
}
