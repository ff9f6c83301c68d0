using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>How headers are decoded and encoded within 1.1 and 1.2.</summary>
[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class EscapingTests(Transport transport) : ConformanceFixture(transport)
{
    private static readonly string[] From11 = ["1.1", "1.2"];

    [Test]
    [Checklist("C-18")]
    public async Task Headers_are_UTF_8([Values("1.1", "1.2")] string version) =>
        Assert.That(
            await RelayAsync(version, version, "k\u00e9\U0001f600:\u20ac\U0001d11e\n"),
            Does.Contain("\nk\u00e9\U0001f600:\u20ac\U0001d11e\n"));

    [Test]
    [Checklist("C-18")]
    public async Task Destinations_ids_and_receipts_are_UTF_8([Values("1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/topic/{Own}.\u00e9\U0001f600", id: "\U0001f600");
        await peer.SendAsync(WireText.Send($"/topic/{Own}.\u00e9\U0001f600", "body", "receipt:\U0001d11e\n"));
        string[] frames = [await peer.ReceiveAsync(), await peer.ReceiveAsync()];
        Assert.That(frames, Does.Contain("RECEIPT\nreceipt-id:\U0001d11e\n\n"));
        string message = frames.Single(static frame => frame.StartsWith("MESSAGE\n", StringComparison.Ordinal));
        Assert.That(WireText.Header(message, "destination"), Is.EqualTo($"/topic/{Own}.\u00e9\U0001f600"));
        Assert.That(WireText.Header(message, "subscription"), Is.EqualTo("\U0001f600"));
    }

    // A 1.0 receiver sees what was decoded.
    [TestCase("1.1", @"a\cb\\c", @"a:b\c")]
    [TestCase("1.2", @"a\cb\\c", @"a:b\c")]
    [TestCase("1.2", @"a\rb", "a\rb")]
    [Checklist("C-19", "C-20")]
    public async Task Values_are_decoded(string version, string sent, string decoded) =>
        Assert.That(await RelayAsync(version, "1.0", $"k:{sent}\n"), Does.Contain($"\nk:{decoded}\n"));

    [Test]
    [Checklist("C-19")]
    public async Task Names_are_decoded([Values("1.1", "1.2")] string version) =>
        Assert.That(await RelayAsync(version, "1.0", "a\\\\b:v\n"), Does.Contain("\na\\b:v\n"));

    // Raw colons are taken: the same id, written in two ways, shows that it was decoded.
    [TestCase("SUBSCRIBE\nid:a\\cb\ndestination:/topic/x\n\n\0", "UNSUBSCRIBE\nid:a:b\nreceipt:r\n\n\0")]
    [TestCase("SUBSCRIBE\nid:a:b\ndestination:/topic/x\n\n\0", "UNSUBSCRIBE\nid:a\\cb\nreceipt:r\n\n\0")]
    [TestCase("BEGIN\ntransaction:a\\cb\n\n\0", "COMMIT\ntransaction:a:b\nreceipt:r\n\n\0")]
    [TestCase("BEGIN\ntransaction:a:b\n\n\0", "COMMIT\ntransaction:a\\cb\nreceipt:r\n\n\0")]
    [TestCase("BEGIN\ntransaction:a\\cb\n\n\0", "ABORT\ntransaction:a:b\nreceipt:r\n\n\0")]
    [TestCase("BEGIN\ntransaction:a:b\n\n\0SEND\ntransaction:a\\cb\ndestination:/topic/x\n\n\0", "COMMIT\ntransaction:a:b\nreceipt:r\n\n\0")]
    [Checklist("C-19")]
    public async Task All_frames_are_decoded(string first, string second)
    {
        foreach (string version in From11)
        {
            Peer peer = await ConnectAsync(version);
            await peer.SendAsync(first + second);
            Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:r\n\n"));
        }
    }

    [TestCase(@"k:a\tb")]
    [TestCase(@"k:\0")]
    [TestCase(@"k:a\ b")]
    [TestCase(@"k:a\")]
    [TestCase(@"k:\C")]
    [TestCase(@"k\t:v")]
    [TestCase(@"k\:v")]
    [TestCase(@"receipt:\x")]
    [Checklist("C-21")]
    public Task Undefined_escapes_are_fatal(string header) =>
        ExpectRefusedAsync(From11, WireText.Send($"/topic/{Own}", "body", $"{header}\n"), "undefined escape");

    [TestCase(@"k:a\rb")]
    [TestCase(@"k\r:v")]
    [Checklist("C-21")]
    public Task The_escape_of_carriage_return_is_undefined_in_1_1(string header) =>
        ExpectRefusedAsync("1.1", WireText.Send($"/topic/{Own}", "body", $"{header}\n"), "undefined escape");

    [TestCase("1.1", @"\c\n\\")]
    [TestCase("1.2", @"\c\n\\\r")]
    [Checklist("C-22", "C-20")]
    public async Task What_the_server_sends_is_escaped(string version, string text)
    {
        string destination = $"/topic/{Own}{text}";
        Peer peer = await ConnectAsync(version);
        await peer.SendAsync($"SUBSCRIBE\nid:{text}\ndestination:{destination}\nreceipt:{text}\n\n\0");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo($"RECEIPT\nreceipt-id:{text}\n\n"));
        await peer.SendAsync(WireText.Send(destination, "body", $"k{text}:v{text}\n"));
        Assert.That(
            await peer.ReceiveAsync(),
            Does.Contain($"\nsubscription:{text}\n").And.Contain($"\ndestination:{destination}\n").And.Contain($"\nk{text}:v{text}\n"));
        await peer.SendAsync($"BEGIN\nreceipt:{text}\n\n\0");
        await ExpectErrorAndCloseAsync(peer, $"\nreceipt-id:{text}\n");
    }

    [Test]
    [Checklist("C-26")]
    public async Task Blanks_around_names_and_values_are_kept([Values("1.1", "1.2")] string version) =>
        Assert.That(await RelayAsync(version, version, " k : v \nm:\t\n"), Does.Contain("\n k : v \nm:\t\n"));

    [Test]
    [Checklist("C-26")]
    public async Task Blanks_of_values_that_the_server_uses_are_kept([Values("1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await peer.SendAsync($"SUBSCRIBE\nid: 1 \ndestination:/topic/{Own} \nreceipt: r \n\n\0");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id: r \n\n"));
        await peer.SendAsync(WireText.Send($"/topic/{Own}", "elsewhere") + WireText.Send($"/topic/{Own} ", "here"));
        Assert.That(
            await peer.ReceiveAsync(),
            Does.Contain("\nsubscription: 1 \n").And.Contain($"\ndestination:/topic/{Own} \n").And.EndWith("\n\nhere"));
    }

    [TestCase("1.1", @"\\c", @"\c")]
    [TestCase("1.2", @"\\c", @"\c")]
    [TestCase("1.2", @"\\\c\\n", @"\:\n")]
    [TestCase("1.0", @"\\c", @"\\c")]
    [Checklist("C-27")]
    public async Task Values_are_decoded_once_from_left_to_right(string version, string sent, string decoded) =>
        Assert.That(await RelayAsync(version, "1.0", $"k:{sent}\n"), Does.Contain($"\nk:{decoded}\n"));
}
