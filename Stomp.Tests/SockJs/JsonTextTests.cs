using System.Text;
using System.Text.Json;
using NUnit.Framework;
using Stomp.AspNetCore.SockJs.Frames;

namespace Stomp.Tests.SockJs;

/// <summary>How messages stand in frames.</summary>
public sealed class JsonTextTests
{
    [TestCase("plain", "plain")]
    [TestCase("\"\\/", "\\\"\\\\/")]
    [TestCase("\b\t\n\f\r", "\\b\\t\\n\\f\\r")]
    [TestCase("\0\u0001\u001f\u007f", "\\u0000\\u0001\\u001f\u007f")]
    [TestCase("\u200b\u200c\u200f\u2010", "\u200b\\u200c\\u200f\u2010")]
    [TestCase("\u2027\u2028\u202f\u2030", "\u2027\\u2028\\u202f\u2030")]
    [TestCase("\u205f\u2060\u206f\u2070", "\u205f\\u2060\\u206f\u2070")]
    [TestCase("\uffef\ufff0\uffff", "\uffef\\ufff0\\uffff")]
    [TestCase("ü漢ｆ😀", "ü漢ｆ😀")]
    [TestCase("</script>", "</script>")]
    public void Characters_that_transports_lose_are_escaped_and_no_others(string text, string expected)
    {
        Assert.That(Write(JsonText.Plain, Encoding.UTF8.GetBytes(text), isUtf8: true), Is.EqualTo(expected));
        Assert.That(Write(JsonText.Plain, Encoding.UTF8.GetBytes(text), isUtf8: false), Is.EqualTo(expected));
    }

    [TestCase("\"\\", "\\\\\\\"\\\\\\\\")]
    [TestCase("\n\u0001\u2028", "\\\\n\\\\u0001\\\\u2028")]
    [TestCase("</script><!--", "\\u003c/script>\\u003c!--")]
    public void In_a_script_the_escapes_are_escaped_and_no_tag_is_to_be_seen(string text, string expected) =>
        Assert.That(Write(JsonText.InScript, Encoding.UTF8.GetBytes(text), isUtf8: true), Is.EqualTo(expected));

    // Lengths in the frame stay true: content-length counts octets.
    [TestCase(new byte[] { 0x61, 0xFF, 0x62 }, "a\\u001ab")]
    [TestCase(new byte[] { 0xC3 }, "\\u001a")]
    [TestCase(new byte[] { 0xED, 0xA0, 0x80 }, "\\u001a\\u001a\\u001a")]
    [TestCase(new byte[] { 0xE2, 0x80, 0xC3, 0xBC, 0xF0, 0x9F }, "\\u001a\\u001aü\\u001a\\u001a")]
    public void An_octet_that_is_no_UTF8_becomes_U001A(byte[] octets, string expected) =>
        Assert.That(Write(JsonText.Plain, octets, isUtf8: false), Is.EqualTo(expected));

    [Test]
    public void Every_character_comes_back_from_JSON_however_small_the_room_is()
    {
        string text = string.Concat(Enumerable.Range(0, 0x11000).Where(static code => code is < 0xD800 or > 0xDFFF).Select(char.ConvertFromUtf32));
        byte[] octets = Encoding.UTF8.GetBytes(text);
        foreach (int room in new[] { JsonText.MaxCharacterBytes, 8, 9, 13, 64, 4096 })
        {
            string json = Write(JsonText.Plain, octets, isUtf8: true, room);
            Assert.That(JsonSerializer.Deserialize<string>($"\"{json}\""), Is.EqualTo(text), $"room for {room}");

            // The script makes a string of it, which is JSON then.
            string inScript = Write(JsonText.InScript, octets, isUtf8: true, room);
            Assert.That(JsonSerializer.Deserialize<string>($"\"{inScript}\""), Is.EqualTo(json), $"room for {room}");
        }
    }

    private static string Write(JsonText json, byte[] text, bool isUtf8, int room = 64)
    {
        var written = new MemoryStream();
        byte[] piece = new byte[room];
        for (int start = 0; start < text.Length;)
        {
            int length = json.Write(text.AsSpan(start), isUtf8, piece, out int consumed);
            Assert.That(consumed, Is.GreaterThan(0));
            written.Write(piece, 0, length);
            start += consumed;
        }

        return Encoding.UTF8.GetString(written.ToArray());
    }
}
