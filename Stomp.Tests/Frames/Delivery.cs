namespace Stomp.Tests.Frames;

/// <summary>A way in which octets reach a parser: in how many arrivals, and in which segments at each of them.</summary>
/// <param name="Name">For the message of a failed test.</param>
/// <param name="Arrivals">What is there at each call of the parser.</param>
internal sealed record Delivery(string Name, IEnumerable<Arrival> Arrivals)
{
    /// <summary>Every delivery of a text: as a whole, split at each octet, octet by octet; at once and over time.</summary>
    public static IEnumerable<Delivery> All(int length)
    {
        yield return new Delivery("at once", [new Arrival(length)]);
        yield return new Delivery("at once, a segment an octet", [new Arrival(length, Cut(length, 1))]);
        yield return new Delivery("at once, with empty segments", [new Arrival(length, [.. Cut(length, 3).SelectMany(cut => new[] { cut, cut })])]);
        for (int i = 1; i < length; i++)
        {
            yield return new Delivery($"at once, cut at {i}", [new Arrival(length, i)]);
            yield return new Delivery($"{i} octets, then one segment", [new Arrival(i), new Arrival(length)]);
            yield return new Delivery($"{i} octets, then another segment", [new Arrival(i), new Arrival(length, i)]);
            yield return new Delivery($"{i} octets, then smaller segments", [new Arrival(i), new Arrival(length, Cut(length, 2))]);
            yield return new Delivery($"{i} octets in small segments, then one", [new Arrival(i, Cut(i, 2)), new Arrival(length)]);
        }

        IEnumerable<int> lengths = Enumerable.Range(1, length);
        yield return new Delivery("octet by octet", lengths.Select(n => new Arrival(n)));
        yield return new Delivery("octet by octet, a segment each", lengths.Select(n => new Arrival(n, Cut(n, 1))));
        yield return new Delivery("octet by octet, in other segments each time", lengths.Select(n => new Arrival(n, Cut(n, 1 + (n * 7 % 11)))));
    }

    /// <summary>A delivery in arrivals and segments of random sizes.</summary>
    public static Delivery Random(int length, Random random)
    {
        var arrivals = new List<Arrival>();
        for (int arrived = 0; arrived < length;)
        {
            arrived = Math.Min(length, arrived + random.Next(1, 1 + length));
            arrivals.Add(new Arrival(arrived, Cut(arrived, random.Next(1, 1 + arrived))));
        }

        return new Delivery(string.Join("; ", arrivals.Select(a => $"{a.Length} cut at {string.Join(',', a.Cuts)}")), arrivals);
    }

    private static int[] Cut(int length, int size) => [.. Enumerable.Range(1, length).Where(i => i % size == 0 && i < length)];
}

/// <summary>What has arrived when a parser is called.</summary>
/// <param name="Length">The octets since the beginning of the text.</param>
/// <param name="Cuts">Where the segments end, in octets since the beginning of the text.</param>
internal sealed record Arrival(int Length, params int[] Cuts);
