using NUnit.Framework;
using Stomp.Core.Transports.WebSockets;

namespace Stomp.Tests.Transports;

/// <summary>Unmasking against the rule of RFC 6455, section 5.3, octet by octet.</summary>
public sealed class WebSocketServerMaskTests
{
    private const int Longest = 200; // some vectors of any width, and what is left of one

    [Test]
    public void Every_length_at_every_alignment_and_nothing_beyond()
    {
        var random = new Random(1);
        byte[] source = new byte[Longest + 64];
        byte[] mask = new byte[4];
        for (int length = 0; length <= Longest; length++)
        {
            for (int alignment = 0; alignment < 64; alignment += 1 + (length % 3))
            {
                random.NextBytes(source);
                random.NextBytes(mask);
                byte[] destination = new byte[alignment + length + 8];
                WebSocketMask.Apply(source.AsSpan(alignment, length), destination.AsSpan(alignment), BitConverter.ToUInt32(mask));
                byte[] expected = new byte[destination.Length];
                for (int i = 0; i < length; i++)
                {
                    expected[alignment + i] = (byte)(source[alignment + i] ^ mask[i % 4]);
                }

                Assert.That(destination.AsSpan().SequenceEqual(expected), Is.True, $"{length} octets at {alignment}");
            }
        }
    }

    [Test]
    public void It_goes_on_after_any_number_of_octets()
    {
        byte[] mask = [1, 2, 3, 4];
        for (int octets = 0; octets < 20; octets++)
        {
            uint advanced = WebSocketMask.Advance(BitConverter.ToUInt32(mask), octets);
            byte[] expected = [.. Enumerable.Range(octets, 4).Select(i => mask[i % 4])];
            Assert.That(BitConverter.GetBytes(advanced), Is.EqualTo(expected), $"after {octets}");
        }
    }
}
