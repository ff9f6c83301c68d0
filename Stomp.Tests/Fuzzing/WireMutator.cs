using System.Text;

namespace Stomp.Tests.Fuzzing;

/// <summary>Changes octets in the ways in which they go wrong on the wire, or in which somebody makes them go wrong.</summary>
/// <param name="random">Decides everything.</param>
/// <param name="corpus">What parts are taken from.</param>
internal sealed class WireMutator(Random random, IReadOnlyList<byte[]> corpus)
{
    // Longer ones take time and show nothing that a short one does not.
    private const int MaxLength = 2048;

    private static readonly byte[][] Injections =
    [
        .. new[]
        {
            "\r", "\n", "\0", "\\", ":", "\r\n", "\n\n", "\r\n\r\n", "\0\n", "\n\0", "\r\r", "\\r", "\\n", "\\c", "\\\\", "\\t", " ", "\u00e4",
            "content-length:", "receipt:r\n", "destination:", "transaction:t\n", "id:1\n", "prefetch-count:1\n",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff], [0xc3], [0xed, 0xa0, 0x80],
    ];

    private static readonly string[] Numbers =
    [
        "0", "1", "-1", "+1", "00", "2147483647", "2147483648", "4294967296", "9223372036854775807", "99999999999999999999",
        "1e1", " 1", "1 ", "",
    ];

    /// <summary>Applies some mutations, one after another, to a copy.</summary>
    public byte[] Mutate(byte[] octets, int count)
    {
        var text = new List<byte>(octets);
        for (; count > 0; count--)
        {
            MutateOnce(text);
            if (text.Count > MaxLength)
            {
                text.RemoveRange(MaxLength, text.Count - MaxLength);
            }
        }

        return [.. text];
    }

    private void MutateOnce(List<byte> text)
    {
        int at = random.Next(text.Count + 1);
        int length = random.Next(Math.Min(text.Count - at, 40) + 1);
        switch (random.Next(10))
        {
            case 0 when at < text.Count:
                text[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                text.Insert(at, (byte)random.Next(256));
                break;
            case 2:
                text.RemoveRange(at, random.Next(4) == 0 ? length : Math.Min(length, 1));
                break;
            case 3:
                text.InsertRange(random.Next(text.Count + 1), text.GetRange(at, length));
                break;
            case 4: // splice: the beginning of one, the end of another
                byte[] other = Pick(corpus);
                text.RemoveRange(at, text.Count - at);
                text.AddRange(other.AsSpan(random.Next(other.Length)));
                break;
            case 5 when random.Next(3) == 0:
                text.RemoveRange(at, text.Count - at);
                break;
            case 6:
                ChangeNumber(text, at);
                break;
            case 7: // far longer than it was, for the limits
                text.InsertRange(at, Enumerable.Repeat(at < text.Count ? text[at] : (byte)'x', random.Next(200)));
                break;
            default:
                text.InsertRange(at, Pick(Injections));
                break;
        }
    }

    private void ChangeNumber(List<byte> text, int at)
    {
        int start = text.FindIndex(at, octet => char.IsAsciiDigit((char)octet));
        if (start < 0)
        {
            return;
        }

        int end = text.FindIndex(start, octet => !char.IsAsciiDigit((char)octet));
        end = end < 0 ? text.Count : end;
        _ = int.TryParse(Encoding.ASCII.GetString([.. text.GetRange(start, end - start)]), out int number);
        text.RemoveRange(start, end - start);
        string changed = random.Next(2) == 0 ? $"{unchecked(number + random.Next(-3, 4))}" : Numbers[random.Next(Numbers.Length)];
        text.InsertRange(start, Encoding.ASCII.GetBytes(changed));
    }

    private T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];
}
