using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Protocol;

/// <summary>The table of known headers: every one is found by its name on the wire, and by no other.</summary>
public sealed partial class HeaderNameTests
{
    private delegate ReadOnlySpan<byte> NameGetter();

    private static IEnumerable<KnownHeader> Headers => Enum.GetValues<KnownHeader>().Where(header => header != KnownHeader.None);

    [TestCaseSource(nameof(Headers))]
    public void A_known_header_is_resolved_from_its_name_on_the_wire(KnownHeader header) =>
        Assert.That(HeaderName.Resolve(WireName(header)), Is.EqualTo(header));

    [TestCaseSource(nameof(Headers))]
    public void The_constant_of_a_known_header_is_its_name_on_the_wire(KnownHeader header)
    {
        MethodInfo? getter = typeof(HeaderName).GetProperty(header.ToString())?.GetMethod;
        Assert.That(getter, Is.Not.Null);
        Assert.That(getter!.CreateDelegate<NameGetter>()().ToArray(), Is.EqualTo(WireName(header)));
    }

    [TestCaseSource(nameof(Headers))]
    public void C7_a_name_with_another_octet_is_not_known(KnownHeader header)
    {
        byte[] name = WireName(header);
        for (int i = 0; i < name.Length; i++)
        {
            byte octet = name[i];
            name[i] ^= 0x20; // the other case of a letter
            Assert.That(HeaderName.Resolve(name), Is.EqualTo(KnownHeader.None));
            name[i] = octet;
        }

        Assert.That(HeaderName.Resolve([.. name, (byte)' ']), Is.EqualTo(KnownHeader.None));
        Assert.That(HeaderName.Resolve([(byte)' ', .. name]), Is.EqualTo(KnownHeader.None));
    }

    [TestCase("")]
    [TestCase("x")]
    [TestCase("x-own-header")]
    [TestCase("expires")]
    [TestCase("content-lengthy")]
    public void Other_names_are_not_known(string name) => Assert.That(HeaderName.Resolve(Encoding.UTF8.GetBytes(name)), Is.EqualTo(KnownHeader.None));

    [Test]
    public void There_is_a_bit_for_every_known_header() =>
        Assert.That((int)Enum.GetValues<KnownHeader>().Max(), Is.LessThan(64), "header collections note them in 64 bits");

    // MessageId is message-id on the wire.
    private static byte[] WireName(KnownHeader header) =>
        Encoding.UTF8.GetBytes(InnerCapital().Replace(header.ToString(), "-$0").ToLowerInvariant());

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex InnerCapital();
}
