using System.Text;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>Headers between sessions of different versions, and in those that have no escapes.</summary>
[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class CrossVersionTests(Transport transport) : ConformanceFixture(transport)
{
    [TestCase(@"a\rb", "a\rb")]
    [TestCase(@"a\r", "a")]
    [TestCase(@"\c\r\\r", "\\c\r\\\\r")]
    [Checklist("C-23")]
    public async Task The_escape_of_carriage_return_is_not_sent_to_1_1(string sent, string received) =>
        Assert.That(await RelayAsync("1.2", "1.1", $"k:{sent}\nl:1\n"), Does.Contain($"\nk:{received}\nl:1\n"));

    [TestCase(@"a\cb:c\\n\x\")]
    [TestCase("a b")]
    [Checklist("C-24")]
    public async Task In_1_0_nothing_is_decoded_or_escaped(string text)
    {
        string destination = $"/topic/{Own}{text}";
        Peer peer = await ConnectAsync("1.0");
        await peer.SendAsync($"SUBSCRIBE\nid:{text}\ndestination:{destination}\nreceipt:{text}\n\n\0");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo($"RECEIPT\nreceipt-id:{text}\n\n"));
        await peer.SendAsync(WireText.Send(destination, "body", $"k:v{text}\n"));
        Assert.That(
            await peer.ReceiveAsync(),
            Does.Contain($"\nsubscription:{text}\n").And.Contain($"\ndestination:{destination}\n").And.Contain($"\nk:v{text}\n"));
        await peer.SendAsync($"BEGIN\nreceipt:{text}\n\n\0");
        await ExpectErrorAndCloseAsync(peer, $"\nreceipt-id:{text}\n");
    }

    // D-5: the specification's own examples of 1.0 have a blank behind the colon. Headers of users are theirs.
    [Test]
    [Checklist("C-24")]
    public async Task In_1_0_a_blank_behind_the_colon_is_no_part_of_what_the_server_uses()
    {
        Peer peer = await ConnectAsync("1.0");
        await peer.SendAsync($"SUBSCRIBE\ndestination: /topic/{Own}\nreceipt: r\n\n\0");
        Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:r\n\n"));
        await peer.SendAsync($"SEND\ndestination: /topic/{Own}\nk: v \n\nbody\0");
        Assert.That(await peer.ReceiveAsync(), Does.Contain($"\ndestination:/topic/{Own}\nk: v \n"));
    }

    // From version, to version, the header as sent, and as it comes.
    [TestCase("1.0", "1.1", @"k:a\b:c", @"k:a\\b\cc")]
    [TestCase("1.0", "1.2", @"k:a\b:c", @"k:a\\b\cc")]
    [TestCase("1.0", "1.2", "k:a\rb", @"k:a\rb")]
    [TestCase("1.1", "1.2", "k:a\rb", @"k:a\rb")]
    [TestCase("1.1", "1.2", @"k:\n\c\\", @"k:\n\c\\")]
    [TestCase("1.2", "1.1", @"k:\n\c\\", @"k:\n\c\\")]
    [TestCase("1.1", "1.0", @"k:\c\\", @"k::\")]
    [TestCase("1.2", "1.0", @"k:\c\\", @"k::\")]
    [Checklist("C-28")]
    public async Task A_header_is_encoded_for_its_receiver(string from, string to, string sent, string received) =>
        Assert.That(await RelayAsync(from, to, $"{sent}\nl:1\n"), Does.Contain($"\n{received}\nl:1\n"));

    [TestCase("1.1", @"k:a\nforged\c1", "\nk:a forged:1\n")]
    [TestCase("1.2", @"k:a\nforged\c1", "\nk:a forged:1\n")]
    [TestCase("1.2", @"k:\n\nforged\c1", "\nk:  forged:1\n")]
    [TestCase("1.2", @"a\nforged:1", "\nl:1\n")]
    [TestCase("1.2", @"a\cb:1", "\nl:1\n")]
    [Checklist("C-28")]
    public async Task No_header_is_injected_into_1_0(string from, string sent, string received)
    {
        string message = await RelayAsync(from, "1.0", $"{sent}\nl:1\n");
        Assert.That(message, Does.Contain(received).And.Contain("\nl:1\n").And.EndWith("\n\nbody"));
        Assert.That(message, Does.Not.Contain("\nforged:").And.Not.Contain("\na:"));
    }

    // A NUL in a header would end the frame for receivers that look for it first (D-3).
    [Test]
    [Checklist("C-28")]
    public Task A_NUL_in_a_header_is_refused([Values("1.0", "1.1", "1.2")] string version) =>
        ExpectRefusedAsync(version, Encoding.UTF8.GetString("SEND\ndestination:/topic/x\nk:a\0b\n\n\0"u8), "a header holds a NUL");

    // Octets that are not UTF-8 pass through untouched (D-4).
    [Test]
    [Checklist("C-28")]
    public async Task Octets_of_a_header_are_not_replaced([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/topic/{Own}");
        await peer.SendAsync((byte[])[.. Encoding.UTF8.GetBytes($"SEND\ndestination:/topic/{Own}\nk:"), 0xFF, 0xC3, .. "\n\n\0"u8]);
        byte[] message = await peer.ReceiveOctetsAsync();
        Assert.That(message.AsSpan().IndexOf((byte[])[.. "\nk:"u8, 0xFF, 0xC3, (byte)'\n']), Is.Positive);
    }
}
