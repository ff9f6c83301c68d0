using System.Text;
using NUnit.Framework;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Protocol;

/// <summary>Choosing the version of a session: C-48, C-50, W-2.</summary>
public sealed class VersionNegotiationTests
{
    [TestCase("1.0", StompVersion.V10)]
    [TestCase("1.1", StompVersion.V11)]
    [TestCase("1.2", StompVersion.V12)]
    [TestCase("1.0,1.1,1.2", StompVersion.V12)]
    [TestCase("1.2,1.1,1.0", StompVersion.V12)]
    [TestCase("1.1,1.0", StompVersion.V11)]
    [TestCase("1.0,1.1,2.0", StompVersion.V11)]
    [TestCase("2.0,1.2,1.0", StompVersion.V12)]
    [TestCase("1.1,1.1,1.0,1.1", StompVersion.V11)]
    [TestCase(" 1.0 , 1.1 ", StompVersion.V11)]
    [TestCase(",1.0,,", StompVersion.V10)]
    [TestCase("nonsense,1.0", StompVersion.V10)]
    public void C48_the_highest_common_version_is_chosen(string acceptVersion, StompVersion expected)
    {
        Assert.That(VersionNegotiation.TryNegotiate(Encoding.UTF8.GetBytes(acceptVersion), StompVersion.V12, out StompVersion version), Is.True);
        Assert.That(version, Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase(",")]
    [TestCase(" ")]
    [TestCase("9.9")]
    [TestCase("1.3")]
    [TestCase("0.9")]
    [TestCase("1")]
    [TestCase("1.")]
    [TestCase("1.10")]
    [TestCase("01.0")]
    [TestCase("1.0;1.1")]
    [TestCase("1 .0")]
    [TestCase("v1.2")]
    [TestCase("\t1.2")]
    public void C50_without_common_version_there_is_none(string acceptVersion) =>
        Assert.That(VersionNegotiation.TryNegotiate(Encoding.UTF8.GetBytes(acceptVersion), StompVersion.V12, out _), Is.False);

    [TestCase("1.0,1.1,1.2", StompVersion.V11, StompVersion.V11)]
    [TestCase("1.0,1.1,1.2", StompVersion.V10, StompVersion.V10)]
    [TestCase("1.2,1.0", StompVersion.V11, StompVersion.V10)]
    public void W2_no_version_above_the_maximum_is_chosen(string acceptVersion, StompVersion maximum, StompVersion expected)
    {
        Assert.That(VersionNegotiation.TryNegotiate(Encoding.UTF8.GetBytes(acceptVersion), maximum, out StompVersion version), Is.True);
        Assert.That(version, Is.EqualTo(expected));
    }

    [TestCase("1.2", StompVersion.V11)]
    [TestCase("1.1,1.2", StompVersion.V10)]
    public void W2_with_nothing_up_to_the_maximum_there_is_no_version(string acceptVersion, StompVersion maximum) =>
        Assert.That(VersionNegotiation.TryNegotiate(Encoding.UTF8.GetBytes(acceptVersion), maximum, out _), Is.False);

    [Test]
    public void Every_version_reads_what_it_writes([Values] StompVersion version)
    {
        ReadOnlySpan<byte> text = VersionNegotiation.ToUtf8(version);
        Assert.That(VersionNegotiation.TryParse(text, out StompVersion parsed), Is.True);
        Assert.That(parsed, Is.EqualTo(version));
        Assert.That(VersionNegotiation.TryParse(text[..2], out _), Is.False);
    }

    [Test]
    public void D15_all_versions_are_listed_as_supported()
    {
        IEnumerable<string> all = Enum.GetValues<StompVersion>().Select(version => Encoding.UTF8.GetString(VersionNegotiation.ToUtf8(version)));
        Assert.That(Encoding.UTF8.GetString(VersionNegotiation.SupportedVersions), Is.EqualTo(string.Join(',', all)));
    }
}
