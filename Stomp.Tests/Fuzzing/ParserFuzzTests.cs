using NUnit.Framework;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;
using Stomp.Tests.Frames;

namespace Stomp.Tests.Fuzzing;

/// <summary>
/// Mutated octets through the parser: whatever comes, it reads frames, asks for more or refuses, and the pieces make no difference.
/// </summary>
[NonParallelizable]
public sealed class ParserFuzzTests
{
    // Far below what the corpus announces in its largest content-length: nothing is allocated for what has only been announced.
    private const int AllocationOfAnyInput = 256 * 1024;
    private const int AllocationOfOctet = 16;

    // With so many inputs a run that misses a violation has a fuzzer that does not work.
    private const int InputsThatFindEverything = 50_000;

    private static readonly StompVersion?[] Versions = [null, StompVersion.V10, StompVersion.V11, StompVersion.V12];

    private static readonly FrameLimits Tight = new()
    {
        MaxCommandBytes = 12,
        MaxHeaderLineBytes = 30,
        MaxHeaderCount = 5,
        MaxHeaderBlockBytes = 90,
        MaxBodyBytes = 16,
    };

    private readonly FuzzRun _run = new("STOMP_FUZZ_PARSER_INPUTS", 200_000);
    private readonly HashSet<ProtocolViolation> _violations = [];
    private readonly Dictionary<(StompVersion?, FrameSource, FrameLimits), FrameParser> _used = [];
    private readonly Transcript _whole = new();
    private readonly Transcript _split = new();
    private long _frames;

    [Test]
    public void H17_mutated_octets_are_read_or_refused_alike_in_whatever_pieces()
    {
        _run.Run(Examine);
        TestContext.Out.WriteLine($"{_frames} frames, {_violations.Count} kinds of violations");
        if (_run.Done >= InputsThatFindEverything)
        {
            Assert.That(_violations, Is.EquivalentTo(Enum.GetValues<ProtocolViolation>()));
            Assert.That(_frames, Is.GreaterThan(_run.Done / 10));
        }
    }

    private static byte[] MakeInput(Random random, FrameSource source)
    {
        IReadOnlyList<byte[]> corpus = random.Next(10) == 0 ? WireCorpus.All
            : source == FrameSource.Client ? WireCorpus.OfClient : WireCorpus.OfServer;
        byte[] octets = corpus[random.Next(corpus.Count)];
        if (random.Next(3) == 0)
        {
            octets = [.. octets, .. corpus[random.Next(corpus.Count)]];
        }

        return new WireMutator(random, corpus).Mutate(octets, random.Next(6));
    }

    private static List<Arrival> MakeArrivals(Random random, int length)
    {
        // Octets at once and octet by octet, and anything between.
        int step = 1 << random.Next(12);
        var arrivals = new List<Arrival>();
        int arrived = 0;
        do
        {
            arrived = Math.Min(length, arrived + random.Next(1, step + 1));
            arrivals.Add(new Arrival(arrived, MakeCuts(random, arrived, 1 << random.Next(9))));
        }
        while (arrived < length && arrivals.Count < 30);

        if (arrived < length)
        {
            arrivals.Add(new Arrival(length, MakeCuts(random, length, step)));
        }

        return arrivals;
    }

    private static int[] MakeCuts(Random random, int length, int step)
    {
        var cuts = new List<int>();
        for (int cut = random.Next(step + 1); cut < length && cuts.Count < 20; cut += random.Next(step + 1))
        {
            cuts.Add(cut); // a cut twice makes an empty segment
        }

        return [.. cuts];
    }

    private void Examine(Random random)
    {
        FrameSource source = random.Next(4) == 0 ? FrameSource.Server : FrameSource.Client;
        StompVersion? version = Versions[random.Next(Versions.Length)];
        FrameLimits limits = random.Next(2) == 0 ? Tight : FrameLimits.Default;
        byte[] octets = MakeInput(random, source);
        List<Arrival> arrivals = MakeArrivals(random, octets.Length);
        _run.Note(octets, $"{version}, {source}, {(limits == Tight ? "tight" : "default")} limits");

        // A parser that was reset, perhaps in the middle of a frame, has nothing left of what it read before.
        if (!_used.TryGetValue((version, source, limits), out FrameParser? used))
        {
            used = new FrameParser(source, limits) { Version = version };
            _used.Add((version, source, limits), used);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread();
        _whole.Read(used, octets, [new Arrival(octets.Length)]);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        if (allocated > AllocationOfAnyInput + (AllocationOfOctet * octets.Length))
        {
            throw new AssertionException($"{allocated} octets allocated for {octets.Length}");
        }

        _split.Read(new FrameParser(source, limits) { Version = version }, octets, arrivals);
        if (!_whole.Octets.SequenceEqual(_split.Octets))
        {
            string delivery = string.Join("; ", arrivals.Select(arrival => $"{arrival.Length} cut at {string.Join(',', arrival.Cuts)}"));
            throw new AssertionException($"Read otherwise when it arrives as {delivery}:\n{Describe(_whole)}\n{Describe(_split)}");
        }

        _frames += _whole.FrameCount;
        if (_whole.Violation is { } violation)
        {
            _violations.Add(violation.Violation);
        }
    }

    private static string Describe(Transcript transcript) =>
        $"{transcript.FrameCount} frames, {transcript.Violation?.Message ?? "no violation"}: {FuzzRun.Escape(transcript.Octets)}";
}
