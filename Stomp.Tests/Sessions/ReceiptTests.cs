using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Sessions;

/// <summary>Receipts, and DISCONNECT.</summary>
[TestFixture("1.0")]
[TestFixture("1.1")]
[TestFixture("1.2")]
public sealed class ReceiptTests(string version) : BrokerFixture
{
    [Test]
    public async Task C122_C123_every_frame_gets_exactly_the_receipt_it_asks_for()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(
            Wire.Subscribe("1", "/queue/a", "client", "receipt:subscribe\n") + Wire.Send("/queue/a", "x", "receipt:send\n")
            + Wire.Begin("t", "receipt:begin\n") + Wire.Send("/queue/a", "y", "transaction:t\nreceipt:send-in-t\n"));
        List<WireFrame> frames = await client.ExpectAsync(
            "RECEIPT subscribe", "MESSAGE 1 x", "RECEIPT send", "RECEIPT begin", "RECEIPT send-in-t");
        await client.SendAsync(Wire.Ack(frames[1], "receipt:ack\n") + Wire.Commit("t", "receipt:commit\n") + Wire.Begin("t") + Wire.Abort("t", "receipt:abort\n"));
        frames = await client.ExpectAsync("RECEIPT ack", "MESSAGE 1 y", "RECEIPT commit", "RECEIPT abort");
        string settle = version == "1.0" ? Wire.Ack(frames[1], "receipt:settle\n") : Wire.Nack(frames[1], "receipt:settle\n");
        await client.SendAsync(settle);
        List<WireFrame> settled = await client.TakeAsync();
        Assert.That(settled.Select(frame => frame.ToString()), version == "1.0"
            ? Is.EqualTo(["RECEIPT settle"])
            : Is.EqualTo(["MESSAGE 1 y (redelivered)", "RECEIPT settle"]));
        if (version != "1.0")
        {
            await client.DoAsync(Wire.Ack(settled[0]));
        }

        await client.SendAsync(Wire.Unsubscribe("1", "receipt:unsubscribe\n") + Wire.Disconnect("receipt:disconnect\n"));
        Assert.That((await client.ReadAsync()).ToString(), Is.EqualTo("RECEIPT unsubscribe"));
        Assert.That((await client.ReadAsync()).ToString(), Is.EqualTo("RECEIPT disconnect"));
        await client.ExpectEndAsync();
    }

    [TestCase("")]
    [TestCase("ü €😀")]
    [TestCase("a:b")]
    [TestCase(" x ")]
    public async Task C126_a_receipt_may_be_anything(string receipt)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Send("/topic/a", "", $"receipt:{receipt}\n"));

        // 1.0 headers have a blank behind the colon in the specification's examples: one is taken off (D-5). Only 1.0 may send a colon as it is.
        string expected = version == "1.0" && receipt.StartsWith(' ') ? receipt[1..] : receipt;
        expected = version == "1.0" ? expected : expected.Replace(":", "\\c", StringComparison.Ordinal);
        WireFrame frame = await client.ReadAsync();
        Assert.That(frame["receipt-id"], Is.EqualTo(expected));
        Assert.That(frame.Body, Is.Empty);
        Assert.That(frame.Headers.Count(), Is.EqualTo(1));
    }

    [TestCase("a\\nb\\\\c\\cd")]
    [TestCase("\\\\n")]
    public async Task C126_a_receipt_with_escapes_comes_back_with_the_same_escapes(string receipt)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Send("/topic/a", "", $"receipt:{receipt}\n"));
        Assert.That((await client.ReadAsync())["receipt-id"], Is.EqualTo(receipt));
    }

    [Test]
    public async Task C128_C130_disconnect_closes_with_and_without_a_receipt()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Disconnect());
        await client.ExpectEndAsync();
        Assert.That(client.AbortReason, Is.Null);
        Broker.AssertLogged(101, "disconnected");

        WireClient other = await Broker.ConnectAsync(version);
        await other.SendAsync(Wire.Disconnect("receipt:77\n"));
        Assert.That((await other.ReadAsync()).ToString(), Is.EqualTo("RECEIPT 77"));
        await other.ExpectEndAsync();
        Assert.That(other.AbortReason, Is.Null);
    }

    [Test]
    public async Task C129_frames_after_disconnect_are_ignored_even_if_they_are_rubbish()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Disconnect("receipt:77\n") + Wire.Send("/queue/a", "not executed", "receipt:78\n") + "RUBBISH\n\n\0");
        await client.SendAsync(Wire.Send("/queue/a", "not executed"));
        Assert.That((await client.ReadAsync()).ToString(), Is.EqualTo("RECEIPT 77"));
        await client.ExpectEndAsync();
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [Test]
    public async Task Messages_before_disconnect_are_sent()
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync(Wire.Subscribe("1", "/topic/a") + Wire.SendMany("/topic/a", 1, 100) + Wire.Disconnect("receipt:77\n"));
        Assert.That(
            (await client.ReadManyAsync(101)).Select(frame => frame.ToString()),
            Is.EqualTo([.. Enumerable.Range(1, 100).Select(number => $"MESSAGE 1 {number}"), "RECEIPT 77"]));
        await client.ExpectEndAsync();
    }
}
