using System.Text;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>ERROR: what it holds, and that nothing comes after it.</summary>
[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class ErrorTests(Transport transport) : RefusalFixture(transport)
{
    private static readonly string[] Wrong =
    [
        "FOO\n\n\0", "send\ndestination:/topic/x\n\n\0", "MESSAGE\n\n\0", "RECEIPT\nreceipt-id:1\n\n\0", "\0",
        "CONNECT\naccept-version:1.0,1.1,1.2\nhost:x\n\n\0", "STOMP\naccept-version:1.2\n\n\0",
        "SEND\n\n\0", "SEND\ndestination:/nowhere/x\n\n\0", "SEND\ndestination:/topic/x\n:x\n\n\0", "SEND\ndestination:/topic/x\nno colon\n\n\0",
        "SEND\ndestination:/topic/x\ncontent-length:x\n\n\0", "SEND\ndestination:/topic/x\ncontent-length:999999999\n\n",
        "SEND\ndestination:/topic/x\ncontent-length:1\n\nxx\0",
        "SEND\ndestination:/topic/x\ntransaction:t\n\n\0", "SUBSCRIBE\nid:1\n\n\0", "SUBSCRIBE\nid:1\ndestination:/topic/x\nack:x\n\n\0",
        "UNSUBSCRIBE\nid:1\n\n\0", "ACK\nid:1-1\nmessage-id:a-1-1\nsubscription:1\n\n\0", "NACK\nid:1-1\nmessage-id:a-1-1\nsubscription:1\n\n\0",
        "BEGIN\n\n\0", "COMMIT\ntransaction:t\n\n\0", "ABORT\ntransaction:t\n\n\0",
    ];

    [Test]
    [Checklist("C-132", "C-133", "C-134", "C-135", "C-137", "C-139")]
    public async Task Whatever_is_wrong_is_explained_and_the_connection_closed([Values("1.0", "1.1", "1.2")] string version)
    {
        string[] errors = await ExpectEachRefusedAsync(version, [.. Wrong.Select(wire => (wire, ""))]);
        foreach (string error in errors)
        {
            string message = WireText.Header(error, "message");
            string body = WireText.Body(error);
            Assert.That(message, Has.Length.InRange(10, 250));
            Assert.That(WireText.Header(error, "content-type"), Is.EqualTo("text/plain"));
            Assert.That(WireText.Header(error, "content-length"), Is.EqualTo($"{Encoding.UTF8.GetByteCount(body)}"));
            Assert.That(body, Does.EndWith($"{message.Replace(@"\c", ":", StringComparison.Ordinal)}.\n"));
            Assert.That(error, Does.Not.Contain("Exception").And.Not.Contain("   at ").And.Not.Contain(".cs").And.Not.Contain("Stomp."));
        }
    }

    [Test]
    [Checklist("C-139")]
    public async Task An_unknown_frame_is_told_the_known_ones([Values("1.1", "1.2")] string version) =>
        await ExpectEachRefusedAsync(version, ("FOO\nreceipt:r\n\n\0", "the command is unknown; CONNECT, STOMP, SEND, SUBSCRIBE"));

    [Test]
    [Checklist("C-135", "C-136")]
    public async Task It_names_the_frame_that_was_refused([Values("1.0", "1.1", "1.2")] string version)
    {
        string[] errors = await ExpectEachRefusedAsync(
            version,
            (WireText.Send("/nowhere/x", "x", "receipt:s\n"), "\nreceipt-id:s\n"),
            ("COMMIT\ntransaction:t\nreceipt:c\n\n\0", "\nreceipt-id:c\n"));
        Assert.That(WireText.Body(errors[0]), Does.StartWith("SEND: the destination is unknown"));
        Assert.That(WireText.Body(errors[1]), Does.StartWith("COMMIT: no transaction with this id is open"));
    }

    [Test]
    [Checklist("C-138")]
    public async Task It_can_be_read_after_a_megabyte_of_rubbish([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await peer.SendAsync("FOO\n\n\0");
        byte[] rubbish = new byte[16 * 1024];
        for (int i = 0; i < 64; i++)
        {
            await peer.SendAsync(rubbish);
        }

        await ExpectErrorAndCloseAsync(peer, "the command is unknown");
    }

    [Test]
    [Checklist("C-140")]
    public async Task No_frame_follows_it_however_much_there_is_to_send([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer peer = await ConnectAsync(version);
        await SubscribeAsync(peer, $"/topic/{Own}");
        Peer publisher = await ConnectAsync(version);
        string sends = string.Concat(Enumerable.Repeat(WireText.Send($"/topic/{Own}", new string('x', 100)), 500));
        Task sending = publisher.SendAsync(sends);
        await peer.SendAsync("FOO\n\n\0" + WireText.Send($"/topic/{Own}", "own", "receipt:r\n"));
        await sending;
        await ExpectQuietAsync(publisher);

        string[] frames = (await peer.ReceiveToEndAsync()).Split('\0');
        Assert.That(frames[^1], Is.Empty);
        Assert.That(frames[^2], Does.StartWith("ERROR\n"));
        Assert.That(frames[..^2], Has.All.StartsWith("MESSAGE\n"));
    }

    [TestCase("SEND\ndestination:/topic/x\n\nx\0")]
    [TestCase("CONNECT\naccept-version:9.9\n\n\0")]
    [TestCase("CONNECT\naccept-version:1.2\nno colon\n\n\0")]
    [TestCase("CONNECT\naccept-version:1.2\nheart-beat:x\n\n\0")]
    [TestCase("GET / HTTP/1.1\nHost: x\n\n\0")]
    [Checklist("C-141")]
    public async Task Before_a_version_is_agreed_a_1_0_client_can_read_it(string wire)
    {
        Peer peer = await OpenAsync();
        string error = await ExpectRefusedAsync(peer, wire, "");
        Assert.That(error, Does.Not.Contain('\\').And.Not.Contain('\r'));
        Assert.That(WireText.Header(error, "message"), Is.Not.Empty);
    }

    [Test]
    [Checklist("C-141")]
    public async Task A_colon_in_it_is_escaped_for_those_who_know_escapes_only()
    {
        const string NoColon = "a header line has no colon; it must be name";
        await ExpectRefusedAsync(await OpenAsync(), "CONNECT\nno colon\n\n\0", $"\nmessage:{NoColon}:value, ");
        await ExpectRefusedAsync(await ConnectAsync("1.0"), "SEND\nno colon\n\n\0", $"\nmessage:{NoColon}:value, ");
        await ExpectRefusedAsync(await ConnectAsync("1.1"), "SEND\nno colon\n\n\0", $"\nmessage:{NoColon}\\cvalue, ");
        await ExpectRefusedAsync(await ConnectAsync("1.2"), "SEND\nno colon\n\n\0", $"\nmessage:{NoColon}\\cvalue, ");
    }
}
