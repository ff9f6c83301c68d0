using System.Text;
using NUnit.Framework;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Protocol;

public sealed class ContentLengthTests
{
    [TestCase("0", 0)]
    [TestCase("5", 5)]
    [TestCase("007", 7)]
    [TestCase("4194304", 4194304)]
    [TestCase("9223372036854775807", long.MaxValue)]
    [TestCase("9223372036854775808", long.MaxValue)]
    [TestCase("99999999999999999999999999", long.MaxValue)]
    public void C38_plain_digits_are_a_length(string text, long expected)
    {
        Assert.That(ContentLength.TryParse(Encoding.ASCII.GetBytes(text), out long length), Is.True);
        Assert.That(length, Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("-1")]
    [TestCase("+5")]
    [TestCase(" 5")]
    [TestCase("5 ")]
    [TestCase("0x5")]
    [TestCase("1,000")]
    public void C38_anything_else_is_refused(string text) =>
        Assert.That(ContentLength.TryParse(Encoding.ASCII.GetBytes(text), out _), Is.False);
}
