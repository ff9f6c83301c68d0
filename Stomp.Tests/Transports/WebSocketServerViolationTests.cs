using NUnit.Framework;
using Stomp.Core.Transports;

namespace Stomp.Tests.Transports;

/// <summary>What RFC 6455 forbids a client, and that it is told so: the close frame with its status, and no more.</summary>
public sealed class WebSocketServerViolationTests : WebSocketServerFixture
{
    private const string NoText = "1007 a text is not UTF-8";
    private const string NoStatus = "1002 a close frame has a status that may not be sent";

    private static IEnumerable<TestCaseData> Violations()
    {
        yield return Case("not masked", "810161", "1002 a frame is not masked; those of a client must be");
        yield return Case("not masked and empty", "8900", "1002 a frame is not masked; those of a client must be");
        for (int reserved = 1; reserved < 8; reserved++)
        {
            yield return Case($"reserved bits {reserved}", $"{0x81 | (reserved << 4):x2}810000000061", "1002 a reserved bit is set, and no extension was agreed on");
        }

        foreach (int opcode in (int[])[3, 4, 5, 6, 7, 11, 12, 13, 14, 15])
        {
            yield return Case($"opcode {opcode}", $"{0x80 | opcode:x2}8000000000", "1002 a frame has an unknown opcode");
        }

        const string Control = "1002 a control frame is fragmented, or longer than 125 octets";
        yield return Case("a fragmented ping", "098000000000", Control);
        yield return Case("a fragmented close", "088000000000", Control);
        yield return Case("a ping of 126 octets", "89fe007e00000000", Control);
        yield return Case("a close of 64 bits", "88ff000000000000000000000000", Control);
        yield return Case("a length of 2^63", "82ff800000000000000000000000", "1002 a frame's length has its highest bit set");
        yield return Case("a continuation of nothing", "80810000000061", "1002 a frame continues a message, and none has begun");
        yield return Case("a continuation after a message", "8181000000006100810000000061", "1002 a frame continues a message, and none has begun");
        yield return Case("a message in a message", "0181000000006181810000000061", "1002 a message begins before the last has ended");
        yield return Case("an octet that is never in UTF-8", "818100000000ff", NoText);
        yield return Case("an overlong form", "818200000000c0af", NoText);
        yield return Case("a surrogate", "818300000000eda080", NoText);
        yield return Case("a character that is cut by the end", "818200000000e282", NoText);
        yield return Case("a character that is cut by the end of the last fragment", "018100000000e280810000000082", NoText);
        yield return Case("beyond the last character, at its second octet", "018200000000f490", NoText);
        yield return Case("a status of one octet", "88810000000003", NoStatus);
        foreach (int status in (int[])[0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535])
        {
            yield return Case($"status {status}", $"888200000000{status:x4}", NoStatus);
        }

        yield return Case("a reason that is no text", "88830000000003e8ff", NoText);
    }

    [TestCaseSource(nameof(Violations))]
    public void It_is_found_however_it_is_cut(string hex, string expected)
    {
        byte[] wire = Convert.FromHexString(hex);
        Assert.That(Decoded.From(wire), Is.EqualTo(expected));
        for (int cut = 0; cut <= wire.Length; cut++)
        {
            Assert.That(Decoded.From(wire, cut), Is.EqualTo(expected), $"cut at {cut}");
        }

        Assert.That(Decoded.From(wire, [.. Enumerable.Range(0, wire.Length)]), Is.EqualTo(expected), "octet by octet");
    }

    [TestCaseSource(nameof(Violations))]
    public async Task The_close_frame_says_it_and_the_input_fails(string hex, string expected)
    {
        Task running = Connection.RunAsync();
        await SendAsync(hex);
        int space = expected.IndexOf(' ', StringComparison.Ordinal);
        Assert.That(await ReceiveAsync(), Is.EqualTo($"Close: {expected[..space]} {expected[(space + 1)..]}"));
        Assert.That(
            async () => await Connection.Input.ReadAsync().AsTask().WaitAsync(Patience),
            Throws.InstanceOf<IOException>().With.Message.Contains(expected[(space + 1)..]));
        Connection.Abort("the session has ended"); // as the session does then: the close frame must get through
        Vanish();
        await running.WaitAsync(Patience);
        Assert.That(Aborts, Is.Empty);
        Assert.That(Connection.HasEnded, Is.True);
    }

    [TestCase("6869ff", 2)]
    [TestCase("f48fbfbff490", 5)]
    public void Text_that_is_wrong_is_found_before_its_frame_ends(string hex, int isWrongAt)
    {
        byte[] text = Convert.FromHexString(hex);
        byte[] wire = ClientFrames.Frame(ClientFrames.Text, [.. text, .. new byte[50]]);
        int head = wire.Length - text.Length - 50;
        Assert.That(Decoded.From(wire.AsSpan(0, head + isWrongAt)), Does.StartWith("Text: "));
        Assert.That(Decoded.From(wire.AsSpan(0, head + isWrongAt + 1)), Is.EqualTo(NoText));
    }

    [Test]
    public async Task One_that_goes_on_sending_still_gets_the_close_frame_and_is_not_waited_for()
    {
        Task running = Connection.RunAsync();
        await SendAsync("c10000");
        while (!running.IsCompleted)
        {
            await Task.WhenAny(running, SendAsync(new byte[16 * 1024])); // which waits for ever when nobody reads any more
        }

        await running.WaitAsync(Patience);
        Assert.That(await ReceiveAsync(), Does.StartWith("Close: 1002 "));
        Assert.That(Aborts, Is.EqualTo((string[])["it has broken the rules of RFC 6455, and does not close"]));
    }

    [Test]
    public async Task One_that_does_not_close_is_not_waited_for()
    {
        Task running = Connection.RunAsync();
        await SendAsync("c100");
        await running.WaitAsync(Patience);
        Assert.That(Aborts, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task No_second_close_frame_is_sent()
    {
        Task running = Connection.RunAsync();
        await Connection.CloseOutputAsync(CloseStatus.Normal, "first");
        await SendAsync("c100");
        await SendAsync(ClientFrames.Frame(ClientFrames.Ping, "x"u8));
        await running.WaitAsync(Patience);
        Assert.That(await ReceiveAsync(), Is.EqualTo("Close: 1000 first"));
        Assert.That(await ReceiveAsync(), Is.EqualTo("nothing"));
    }

    private static TestCaseData Case(string name, string hex, string expected) => new TestCaseData(hex, expected).SetArgDisplayNames(name);
}
