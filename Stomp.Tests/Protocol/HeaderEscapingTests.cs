using System.Text;
using NUnit.Framework;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Protocol;

/// <summary>Encoding and decoding of header text: C-19 to C-28.</summary>
public sealed class HeaderEscapingTests
{
    [TestCase("", StompVersion.V12, "")]
    [TestCase("plain", StompVersion.V12, "plain")]
    [TestCase("\\n\\c\\\\\\r", StompVersion.V12, "\n:\\\r")]
    [TestCase("\\n\\c\\\\", StompVersion.V11, "\n:\\")]
    [TestCase("a\\\\cb", StompVersion.V11, "a\\cb")]
    [TestCase("\\\\\\\\", StompVersion.V11, "\\\\")]
    [TestCase("\u00e4\\c\U0001F600", StompVersion.V12, "\u00e4:\U0001F600")]
    public void C19_C27_text_is_decoded_once(string text, StompVersion version, string decoded)
    {
        byte[] octets = Encoding.UTF8.GetBytes(text);
        Assert.That(HeaderEscaping.TryUnescape(octets, version, out int length), Is.True);
        Assert.That(Encoding.UTF8.GetString(octets, 0, length), Is.EqualTo(decoded));
    }

    [TestCase("\\r", StompVersion.V11)]
    [TestCase("\\", StompVersion.V11)]
    [TestCase("\\", StompVersion.V12)]
    [TestCase("\\\\\\", StompVersion.V12)]
    [TestCase("\\t", StompVersion.V12)]
    [TestCase("\\R", StompVersion.V12)]
    [TestCase("\\\n", StompVersion.V12)]
    [TestCase("ok\\c\\0", StompVersion.V12)]
    public void C21_undefined_escapes_are_not_decoded(string text, StompVersion version) =>
        Assert.That(HeaderEscaping.TryUnescape(Encoding.UTF8.GetBytes(text), version, out _), Is.False);

    [TestCase("", StompVersion.V12, "")]
    [TestCase("plain", StompVersion.V12, "plain")]
    [TestCase("\n:\\\r", StompVersion.V12, "\\n\\c\\\\\\r")]
    [TestCase("\n:\\\rx", StompVersion.V11, "\\n\\c\\\\\rx")]
    [TestCase("\n:\\\rx", StompVersion.V10, " :\\\rx")]
    [TestCase("\u00e4:\U0001F600", StompVersion.V11, "\u00e4\\c\U0001F600")]
    public void C22_C28_text_is_encoded_for_its_version(string text, StompVersion version, string encoded) =>
        Assert.That(Escape(text, version), Is.EqualTo(encoded));

    [TestCase("plain", StompVersion.V10, -1)]
    [TestCase("plain", StompVersion.V11, -1)]
    [TestCase("plain", StompVersion.V12, -1)]
    [TestCase("a:\\\r", StompVersion.V10, -1)]
    [TestCase("a:\n", StompVersion.V10, 2)]
    [TestCase("ab:", StompVersion.V11, 2)]
    [TestCase("ab\\", StompVersion.V12, 2)]
    [TestCase("ab\n", StompVersion.V12, 2)]
    [TestCase("ab\r", StompVersion.V12, 2)]
    public void The_first_unsafe_octet_is_found(string text, StompVersion version, int index) =>
        Assert.That(HeaderEscaping.IndexOfUnsafe(Encoding.UTF8.GetBytes(text), version), Is.EqualTo(index));

    [TestCase(StompVersion.V11)]
    [TestCase(StompVersion.V12)]
    public void Every_text_of_the_special_characters_comes_back(StompVersion version)
    {
        const string Alphabet = "\n:\\\rnc";
        for (int number = 0; number < Math.Pow(Alphabet.Length, 5); number++)
        {
            char[] characters = [.. Enumerable.Range(0, 5).Select(i => Alphabet[number / (int)Math.Pow(Alphabet.Length, i) % Alphabet.Length])];
            string text = new(characters);
            byte[] octets = Encoding.UTF8.GetBytes(Escape(text, version));
            Assert.That(octets, Does.Not.Contain((byte)'\n').And.Not.Contain((byte)':'));
            Assert.That(HeaderEscaping.TryUnescape(octets, version, out int length), Is.True);
            Assert.That(Encoding.UTF8.GetString(octets, 0, length), Is.EqualTo(text));
        }
    }

    private static string Escape(string text, StompVersion version)
    {
        byte[] octets = Encoding.UTF8.GetBytes(text);
        byte[] encoded = new byte[2 * octets.Length];
        int length = HeaderEscaping.Escape(octets, encoded, version);
        return Encoding.UTF8.GetString(encoded, 0, length);
    }
}
