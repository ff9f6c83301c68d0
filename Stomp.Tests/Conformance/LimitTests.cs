using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>Each limit of a frame: at it, and one beyond.</summary>
[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class LimitTests(Transport transport) : ConformanceFixture(transport)
{
    private const string Head = "SEND\ndestination:/topic/limits\nreceipt:r\n";
    private static readonly string[] From11 = ["1.1", "1.2"];

    private protected override (string Name, string Value)[] Settings =>
    [
        ("Limits:Frame:MaxCommandBytes", "11"),
        ("Limits:Frame:MaxHeaderCount", "8"),
        ("Limits:Frame:MaxHeaderLineBytes", "100"),
        ("Limits:Frame:MaxHeaderBlockBytes", "300"),
        ("Limits:Frame:MaxBodyBytes", "50"),
    ];

    private static IEnumerable<TestCaseData> AtTheLimit =>
    [
        new TestCaseData("UNSUBSCRIBE\nid:0\nreceipt:r\n\n\0").SetArgDisplayNames("command"),
        new TestCaseData(Frame(Lines(6))).SetArgDisplayNames("headers"),
        new TestCaseData(Frame(Line(100))).SetArgDisplayNames("header line"),
        new TestCaseData(Frame(Block(300))).SetArgDisplayNames("header block"),
        new TestCaseData(Frame("", Text(50))).SetArgDisplayNames("body"),
        new TestCaseData(Frame("content-length:50\n", Text(50))).SetArgDisplayNames("counted body"),
    ];

    private static IEnumerable<TestCaseData> BeyondTheLimit =>
    [
        new TestCaseData("UNSUBSCRIBED\nid:0\nreceipt:r\n\n\0", "the command line exceeds the limit of 11 octets").SetArgDisplayNames("command"),
        new TestCaseData(Frame(Lines(7)), "the frame exceeds the limit of 8 headers").SetArgDisplayNames("headers"),
        new TestCaseData(Frame(Line(101)), "a header line exceeds the limit of 100 octets").SetArgDisplayNames("header line"),
        new TestCaseData(Frame(Block(301)), "the headers exceed the limit of 300 octets in all").SetArgDisplayNames("header block"),
        new TestCaseData(Frame("", Text(51)), "exceeds the limit of 50 octets").SetArgDisplayNames("body"),
        new TestCaseData($"{Head}content-length:51\n\n", "exceeds the limit of 50 octets").SetArgDisplayNames("counted body"),
        new TestCaseData(Text(13), "the command line exceeds the limit of 11 octets").SetArgDisplayNames("command that does not end"),
        new TestCaseData(Head + Text(102), "a header line exceeds the limit of 100 octets").SetArgDisplayNames("header line that does not end"),
        new TestCaseData($"{Head}\n{Text(51)}", "exceeds the limit of 50 octets").SetArgDisplayNames("body that does not end"),
    ];

    [TestCaseSource(nameof(AtTheLimit))]
    [Checklist("C-43")]
    public async Task At_the_limit_a_frame_is_taken(string frame)
    {
        foreach (string version in From11)
        {
            Peer peer = await ConnectAsync(version);
            await SubscribeAsync(peer, "/topic/other", id: "0");
            await peer.SendAsync(frame);
            Assert.That(await peer.ReceiveAsync(), Is.EqualTo("RECEIPT\nreceipt-id:r\n\n"));
        }
    }

    [TestCaseSource(nameof(BeyondTheLimit))]
    [Checklist("C-43")]
    public Task Beyond_the_limit_a_frame_is_refused(string frame, string expected) => ExpectRefusedAsync(From11, frame, expected);

    [Test]
    [Checklist("C-43", "C-53")]
    public async Task The_limits_hold_for_CONNECT_too()
    {
        Peer peer = await OpenAsync();
        await peer.SendAsync(WireText.Connect(headers: Lines(7)));
        await ExpectErrorAndCloseAsync(peer, "the frame exceeds the limit of 8 headers");
    }

    private static string Frame(string headers, string body = "") => $"{Head}{headers}\n{body}\0";

    private static string Text(int length) => new('x', length);

    private static string Lines(int count) => string.Concat(Enumerable.Repeat("k:v\n", count));

    private static string Line(int length) => $"k:{Text(length - 2)}\n";

    // Header lines that, with those of the head, have so many octets.
    private static string Block(int length)
    {
        int left = length - (Head.Length - "SEND\n".Length);
        return $"k:{Text(97)}\nk:{Text(97)}\nk:{Text(left - 203)}\n";
    }
}
