using System.Buffers;
using BenchmarkDotNet.Attributes;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Benchmarks.Codec;

/// <summary>
/// Reads one frame that lies in one segment, and looks one header up, so that a parser that leaves work for later gains nothing by it.
/// </summary>
[MemoryDiagnoser]
public class ParseBenchmarks
{
    private byte[] _octets = [];
    private ReadOnlySequence<byte> _sequence;
    private FrameParser _parser = null!;

    [ParamsAllValues]
    public FrameKind Frame { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var sample = SampleFrame.Create(Frame);
        _octets = sample.Octets;
        _sequence = new ReadOnlySequence<byte>(_octets);
        _parser = new FrameParser(sample.Source) { Version = sample.Version };

        ReadOnlySequence<byte> input = _sequence;
        Verify.That(_parser.TryRead(ref input, out StompFrame frame));
        Verify.That(input.IsEmpty && frame.Command == sample.Command);
        Verify.That(frame.Headers.Count == sample.HeaderCount && frame.BodyLength == sample.Body.Length);

        var strings = StringFrame.Parse(_octets);
        Verify.That(strings.Headers.Count == sample.HeaderCount && strings.Body.Length == sample.Body.Length);
        int colons = 0;
        Verify.That(LineScan.Run(_octets, ref colons) == sample.HeadLength && colons > 0);
        Verify.That(Parser() == StringsAndDictionary());
    }

    [Benchmark(Baseline = true)]
    public int Parser()
    {
        var input = new SequenceReader<byte>(_sequence);
        _parser.TryRead(ref input, out StompFrame frame);
        frame.Headers.TryGetValue(KnownHeader.Destination, out ReadOnlySpan<byte> destination);
        return frame.BodyLength + destination.Length;
    }

    [Benchmark]
    public int StringsAndDictionary()
    {
        var frame = StringFrame.Parse(_octets);
        frame.Headers.TryGetValue("destination", out string? destination);
        return frame.Body.Length + (destination?.Length ?? 0);
    }

    /// <summary>The floor; see <see cref="LineScan"/>.</summary>
    [Benchmark]
    public int LineScanAlone()
    {
        int colons = 0;
        return LineScan.Run(_octets, ref colons) + colons;
    }
}
