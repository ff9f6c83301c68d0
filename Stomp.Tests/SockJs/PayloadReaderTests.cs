using System.Buffers;
using System.Text;
using NUnit.Framework;
using Stomp.AspNetCore.SockJs.Frames;
using Stomp.AspNetCore.SockJs.Http;

namespace Stomp.Tests.SockJs;

/// <summary>What clients send.</summary>
public sealed class PayloadReaderTests
{
    [TestCase("""["a"]""", "a|")]
    [TestCase("""["a","b c","" , "d"]""", "a|b c||d|")]
    [TestCase("[]", "")]
    [TestCase("\"one\"", "one|")]
    [TestCase(""" [ "a" ] """, "a|")]
    [TestCase("""["\"\\\/\b\f\n\r\t"]""", "\"\\/\b\f\n\r\t|")]
    [TestCase("""["\u00fc\u6f22x\u0000"]""", "ü漢x\0|")]
    [TestCase("""["\ud83d\ude00","\uD83D\uDE00"]""", "😀|😀|")]
    [TestCase("[\"ü漢😀\"]", "ü漢😀|")]
    public void Strings_are_the_messages(string payload, string expected) => Assert.That(Read(payload), Is.EqualTo(expected));

    // Strings to JavaScript, but no text.
    [TestCase("""["\ud83d"]""", "\ufffd|")]
    [TestCase("""["\ude00x"]""", "\ufffdx|")]
    [TestCase("""["\ud83d\ud83d\ude00"]""", "\ufffd😀|")]
    [TestCase("""["\ud83d\n"]""", "\ufffd\n|")]
    [TestCase("""["\ud83dabcdefgh"]""", "\ufffdabcdefgh|")]
    public void Half_a_surrogate_pair_becomes_UFFFD(string payload, string expected) => Assert.That(Read(payload), Is.EqualTo(expected));

    [TestCase("""["a""")]
    [TestCase("""["a]""")]
    [TestCase("""["a",]""")]
    [TestCase("""["a"]]""")]
    [TestCase("""["a"]["b"]""")]
    [TestCase("\"a\"\"b\"")]
    [TestCase("""["a",1]""")]
    [TestCase("""[["a"]]""")]
    [TestCase("""{"a":"b"}""")]
    [TestCase("""["\x"]""")]
    [TestCase("""["\u12"]""")]
    [TestCase("[\"a\nb\"]")]
    [TestCase("null")]
    [TestCase("a")]
    [TestCase(" ")]
    public void Anything_else_is_broken(string payload) => Assert.That(Read(payload), Is.Null);

    [TestCase("d=%5B%22x%22%5D", """["x"]""")]
    [TestCase("a=b&d=x+y%2B&d=z", "x y+")]
    [TestCase("d=100%&x", "100%")]
    [TestCase("d=%zz%4", "%zz%4")]
    [TestCase("d=", "")]
    [TestCase("p=p", "")]
    [TestCase("dd=x", "")]
    [TestCase("", "")]
    public void A_form_has_the_payload_in_its_field_d(string form, string expected)
    {
        var value = new ArrayBufferWriter<byte>();
        FormField.Read(Encoding.UTF8.GetBytes(form), (byte)'d', value);
        Assert.That(Encoding.UTF8.GetString(value.WrittenSpan), Is.EqualTo(expected));
    }

    private static string? Read(string payload)
    {
        var messages = new ArrayBufferWriter<byte>();
        return PayloadReader.TryRead(Encoding.UTF8.GetBytes(payload), messages, (byte)'|') ? Encoding.UTF8.GetString(messages.WrittenSpan) : null;
    }
}
