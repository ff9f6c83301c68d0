using System.Text;
using NUnit.Framework;
using Stomp.Core.Transports.WebSockets;

namespace Stomp.Tests.Transports;

/// <summary>The check of text in pieces against the framework's strict decoder on the whole of it.</summary>
public sealed class WebSocketServerTextTests
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // The borders between the lengths of forms, of the surrogates, and of what there is.
    private static readonly int[] Characters = [0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x1F600, 0x10FFFF];

    [Test]
    public void Random_text_whole_or_damaged_cut_anywhere()
    {
        var random = new Random(7);
        int valid = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] octets = Encoding.UTF8.GetBytes(string.Concat(
                Enumerable.Range(0, random.Next(1, 12)).Select(_ => char.ConvertFromUtf32(Characters[random.Next(Characters.Length)]))));
            for (int damage = random.Next(3); damage > 0; damage--)
            {
                octets[random.Next(octets.Length)] = (byte)random.Next(256);
            }

            octets = octets[..^random.Next(Math.Min(octets.Length, 2))];
            bool expected = IsValid(octets);
            valid += expected ? 1 : 0;
            Assert.That(Check(octets, random), Is.EqualTo(expected), Convert.ToHexString(octets));
        }

        Assert.That(valid, Is.InRange(2_000, 18_000), "both kinds are tried");
    }

    [Test]
    public void Every_start_of_three_octets_is_refused_as_early_as_it_can_be()
    {
        // A start is wrong when nothing can make a text of it; the last octets of a character are free within 80 to BF.
        for (int start = 0; start < 0x1000000; start += 1999)
        {
            byte[] octets = [(byte)(start >> 16), (byte)(start >> 8), (byte)start];
            bool canBeText = Enumerable.Range(0, 4).Any(more => CanEnd(octets, 0x80, more) || CanEnd(octets, 0xBF, more));
            Utf8Check check = default;
            bool accepted = check.Add(octets.AsSpan(0, 1)) && check.Add(octets.AsSpan(1, 1)) && check.Add(octets.AsSpan(2, 1));
            Assert.That(accepted, Is.EqualTo(canBeText), Convert.ToHexString(octets));
            Utf8Check whole = default;
            Assert.That(whole.Add(octets), Is.EqualTo(canBeText), Convert.ToHexString(octets));
        }
    }

    private static bool Check(ReadOnlySpan<byte> octets, Random random)
    {
        Utf8Check check = default;
        while (!octets.IsEmpty)
        {
            int count = random.Next(octets.Length + 1);
            if (!check.Add(octets[..count]))
            {
                return false;
            }

            octets = octets[count..];
        }

        return check.IsWhole;
    }

    private static bool CanEnd(byte[] start, byte octet, int count) => IsValid([.. start, .. Enumerable.Repeat(octet, count)]);

    private static bool IsValid(byte[] octets)
    {
        try
        {
            Strict.GetCharCount(octets);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
