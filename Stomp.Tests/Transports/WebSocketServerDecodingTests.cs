using System.Text;
using NUnit.Framework;

namespace Stomp.Tests.Transports;

/// <summary>The frames of clients, taken apart by the server: RFC 6455, sections 5.2 to 5.6, however they are cut.</summary>
public sealed class WebSocketServerDecodingTests
{
    private static IEnumerable<TestCaseData> Wires()
    {
        yield return Case("the example of section 5.7", "818537fa213d7f9f4d5158", "Text: Hello");
        yield return Case("nothing", "", "");
        yield return Case("an empty text", "818000000000", "Text: ");
        yield return Case("an empty binary", "828000000000", "Binary: ");
        yield return Case("two messages", "8181000000006182810000000062", "Text: ab");
        yield return Case("three fragments", "018100000000610081000000006280810000000063", "Text: abc");
        yield return Case("empty fragments", "01800000000000800000000080810000000061808000000000", "1002 a frame continues a message, and none has begun");
        yield return Case("fragments that are empty but for the last", "01800000000000800000000080810000000061", "Text: a");
        yield return Case("an empty last fragment", "02810000000061808000000000", "Binary: a");
        yield return Case("a ping between fragments", "01810000000061898200000000707180810000000062", "Text: ab; ping pq");
        yield return Case("a pong between fragments", "018100000000618a800000000080810000000062", "Text: ab");
        yield return Case("an empty ping", "898000000000", "ping ");
        yield return Case("two pings: the last", "8981000000003189810000000032", "ping 2");
        yield return Case("a ping, then a pong", "898100000000318a810000000032", "ping 1");
        yield return Case("a character over two fragments", "018100000000e280820000000082ac", "Text: \u00e2\u0082\u00ac");
        yield return Case("a close between fragments", "01810000000061888000000000", "Text: a; closed");
        yield return Case("a close, and what follows it", "888000000000ffffff", "closed");
        yield return Case("a length in 16 bits that 7 would do for", "81fe00010000000061", "Text: a");
        yield return Case("a length in 64 bits that 7 would do for", "82ff00000000000000010000000061", "Binary: a");
        yield return Case("the longest length there is, begun", "82ff7fffffffffffffff0000000061", "Binary: a");
    }

    [TestCaseSource(nameof(Wires))]
    public void It_is_the_same_however_it_is_cut(string hex, string expected)
    {
        byte[] wire = Convert.FromHexString(hex);
        Assert.That(Decoded.From(wire), Is.EqualTo(expected));
        for (int one = 0; one <= wire.Length; one++)
        {
            for (int other = one; other <= wire.Length; other++)
            {
                Assert.That(Decoded.From(wire, one, other), Is.EqualTo(expected), $"cut at {one} and {other}");
            }
        }

        Assert.That(Decoded.From(wire, [.. Enumerable.Range(0, wire.Length)]), Is.EqualTo(expected), "octet by octet");
    }

    [Test]
    public void Lengths_at_the_borders_of_their_forms_in_pieces_of_any_size(
        [Values(0, 1, 124, 125, 126, 127, 128, 4095, 4096, 65535, 65536, 65537, 200_000)] int length, [Values(1, 2, 997, 16_384, 1 << 20)] int piece)
    {
        byte[] payload = new byte[length];
        new Random(length).NextBytes(payload);
        byte[] wire = ClientFrames.Frame(ClientFrames.Binary, payload);
        int[] cuts = [.. Enumerable.Range(1, wire.Length / piece).Select(i => i * piece)];
        Assert.That(Decoded.From(wire, cuts), Is.EqualTo($"Binary: {Encoding.Latin1.GetString(payload)}"));
    }

    [Test]
    public void Text_of_many_fragments_is_one_text_wherever_characters_are_cut()
    {
        byte[] text = Encoding.UTF8.GetBytes("\u03ba\u1f79\u03c3\u03bc\u03b5 \U0001F600\uFFFD a");
        for (int size = 1; size <= text.Length; size++)
        {
            byte[][] parts = [.. text.Chunk(size)];
            byte[] wire = [.. parts.SelectMany((part, i) =>
                ClientFrames.Frame(i == 0 ? ClientFrames.Text : ClientFrames.Continuation, part, isFinal: i == parts.Length - 1))];
            Assert.That(Decoded.From(wire), Is.EqualTo($"Text: {Encoding.Latin1.GetString(text)}"), $"fragments of {size}");
        }
    }

    private static TestCaseData Case(string name, string hex, string expected) => new TestCaseData(hex, expected).SetArgDisplayNames(name);
}
