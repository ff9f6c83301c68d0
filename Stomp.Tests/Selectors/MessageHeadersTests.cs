using System.Buffers;
using System.Text;
using NUnit.Framework;
using Stomp.Broker.Messages;
using Stomp.Broker.Selectors;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Selectors;

/// <summary>Selectors see the headers of messages as they were sent, whatever version the sender speaks.</summary>
public sealed class MessageHeadersTests
{
    private readonly MessageEncoder _encoder = new(new MessagePool());

    [TestCase("region = 'eu'", ExpectedResult = true)]
    [TestCase("region = 'eu' AND price > 100", ExpectedResult = true)]
    [TestCase("message-id IS NOT NULL", ExpectedResult = true)]
    [TestCase("destination = '/topic/a'", ExpectedResult = true)]
    [TestCase("content-type LIKE 'text/%'", ExpectedResult = true)]
    [TestCase("\"content-length\" = 4", ExpectedResult = true)]
    [TestCase("receipt IS NULL", ExpectedResult = true)] // between the sender and the broker
    [TestCase("price < 100", ExpectedResult = false)]
    [TestCase("missing = 1", ExpectedResult = false)]
    public bool A_message_is_selected_by_its_headers(string selector)
    {
        Message message = Send(
            StompVersion.V12,
            "SEND\ndestination:/topic/a\nregion:eu\nregion:us\nprice:120\nreceipt:r-1\ncontent-type:text/plain\ncontent-length:4\n\nbody\0");
        bool matches = Selector.Parse(selector).Matches(message);
        message.Release();
        return matches;
    }

    [TestCase(StompVersion.V12, "a\\cb\\nc\\\\d\\re", "a:b\nc\\d\re")]
    [TestCase(StompVersion.V11, "a\\cb\\nc\\\\d", "a:b\nc\\d")]
    [TestCase(StompVersion.V10, "a:b\\nc", "a:b\\nc")]
    public void Values_are_compared_as_the_sender_means_them(StompVersion version, string escaped, string value)
    {
        Message message = Send(version, $"SEND\ndestination:/topic/a\nfirst:{escaped}\nplain:x\nsecond:{escaped}{escaped}\n\n\0");
        Assert.Multiple(() =>
        {
            Assert.That(Selector.Parse($"first = '{value}'").Matches(message));
            Assert.That(Selector.Parse($"second = '{value}{value}' AND first = '{value}' AND plain = 'x'").Matches(message));
            Assert.That(Selector.Parse($"second LIKE '{value}{new string('_', value.Length)}'").Matches(message));
            Assert.That(Selector.Parse("first = second").Matches(message), Is.False);
        });
        message.Release();
    }

    [Test]
    public void Long_values_with_escapes_are_kept_apart()
    {
        string[] names = [.. Enumerable.Range(0, 20).Select(i => $"h{i}")];
        string Value(int i) => $"{i}\\n{new string('x', 100 * i)}";
        byte[] tail = Evaluation.Tail([.. names.Select((name, i) => $"{name}:{Value(i)}")]);
        string selector = string.Join(" AND ", names.Select((name, i) => $"{name} LIKE '{i}\n{(i == 0 ? "" : "x%x")}'"));
        Assert.That(Selector.Parse(selector).Matches(tail));
    }

    [Test]
    public void Octets_that_are_no_UTF_8_are_a_value_like_others()
    {
        byte[] tail = [.. "a:x"u8, 0xFF, 0x80, (byte)'y', .. "\nb:1\n\n\0"u8];
        Assert.Multiple(() =>
        {
            Assert.That(Selector.Parse("a LIKE 'x%y' AND b = 1").Matches(tail));
            Assert.That(Selector.Parse("a = 'xy' OR a > 1 OR a = TRUE").Matches(tail), Is.False);
        });
    }

    [Test]
    public void Many_threads_may_use_a_selector_at_a_time()
    {
        var selector = Selector.Parse("a = 'x\ny' AND b BETWEEN 1 AND 5 AND c LIKE '%z_%'");
        byte[][] tails = [.. Enumerable.Range(0, 8).Select(i => Evaluation.Tail("a:x\\ny", $"b:{i}", "c:azé"))];
        Parallel.For(0, 20_000, i => Assert.That(selector.Matches(tails[i % 8]), Is.EqualTo(i % 8 is >= 1 and <= 5)));
    }

    private Message Send(StompVersion version, string wire)
    {
        var parser = new FrameParser(FrameSource.Client) { Version = version };
        var input = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(wire));
        Assert.That(parser.TryRead(ref input, out StompFrame frame));
        return _encoder.Encode(frame, "/topic/a"u8);
    }
}
