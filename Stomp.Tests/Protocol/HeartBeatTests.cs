using System.Text;
using NUnit.Framework;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Protocol;

/// <summary>The <c>heart-beat</c> header: C-61 to C-64, C-71.</summary>
public sealed class HeartBeatTests
{
    [TestCase("0,0", 0, 0)]
    [TestCase("0,1000", 0, 1000)]
    [TestCase("1000,0", 1000, 0)]
    [TestCase("10000,20000", 10000, 20000)]
    [TestCase("1,1", 1, 1)]
    [TestCase("007,00", 7, 0)]
    public void C61_two_numbers_are_read(string value, int outgoing, int incoming)
    {
        Assert.That(HeartBeat.TryParse(Encoding.UTF8.GetBytes(value), out HeartBeat heartBeat), Is.True);
        Assert.That(heartBeat, Is.EqualTo(new HeartBeat(outgoing, incoming)));
    }

    [TestCase("")]
    [TestCase(",")]
    [TestCase("1")]
    [TestCase("1,")]
    [TestCase(",1")]
    [TestCase("1,2,3")]
    [TestCase("1,2,")]
    [TestCase("1,,2")]
    [TestCase("a,b")]
    [TestCase("-1,0")]
    [TestCase("0,-1")]
    [TestCase("+1,0")]
    [TestCase(" 1, 2")]
    [TestCase("1, 2")]
    [TestCase("1 ,2")]
    [TestCase("1,2 ")]
    [TestCase("1.5,2")]
    [TestCase("1;2")]
    [TestCase("0x1,2")]
    [TestCase("1,2\r")]
    public void C61_anything_else_is_malformed(string value)
    {
        Assert.That(HeartBeat.TryParse(Encoding.UTF8.GetBytes(value), out HeartBeat heartBeat), Is.False);
        Assert.That(heartBeat, Is.EqualTo(HeartBeat.None));
    }

    [Test]
    public void C62_none_is_no_life_signs_either_way() => Assert.That(HeartBeat.None, Is.EqualTo(new HeartBeat(0, 0)));

    [TestCase("2147483647,2147483646", int.MaxValue, int.MaxValue - 1)]
    [TestCase("2147483648,0", int.MaxValue, 0)]
    [TestCase("0,4294967297", 0, int.MaxValue)]
    [TestCase("18446744073709551617,99999999999999999999999999999999", int.MaxValue, int.MaxValue)]
    public void C71_huge_numbers_are_clamped(string value, int outgoing, int incoming)
    {
        Assert.That(HeartBeat.TryParse(Encoding.UTF8.GetBytes(value), out HeartBeat heartBeat), Is.True);
        Assert.That(heartBeat, Is.EqualTo(new HeartBeat(outgoing, incoming)));
    }

    [TestCase(0, 0, 0)]
    [TestCase(0, 1000, 0)]
    [TestCase(1000, 0, 0)]
    [TestCase(1000, 1000, 1000)]
    [TestCase(1000, 5000, 5000)]
    [TestCase(5000, 1000, 5000)]
    [TestCase(1, int.MaxValue, int.MaxValue)]
    public void C63_C64_the_greater_interval_holds_if_both_sides_want_one(int sender, int receiver, int interval) =>
        Assert.That(HeartBeat.Negotiate(sender, receiver), Is.EqualTo(interval));
}
