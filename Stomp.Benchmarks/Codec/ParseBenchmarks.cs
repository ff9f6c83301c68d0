using System.Buffers;
using BenchmarkDotNet.Attributes;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Benchmarks.Codec;

/// <summary>
/// Reads one frame, whole or split over segments, and looks one header up, so that a parser that leaves work for later gains nothing by
/// it. The ratios are those to the floor, <see cref="LineScan"/>.
/// </summary>
[MemoryDiagnoser]
public class ParseBenchmarks
{
    private byte[] _octets = [];
    private ReadOnlySequence<byte> _whole;
    private ReadOnlySequence<byte> _splitInHead;
    private ReadOnlySequence<byte> _splitInBody;
    private ReadOnlySequence<byte> _firstRead;
    private FrameParser _parser = null!;

    [ParamsAllValues]
    public FrameKind Frame { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var sample = SampleFrame.Create(Frame);
        _octets = sample.Octets;
        int middleOfHead = sample.HeadLength / 2;
        int middleOfBody = sample.HeadLength + (sample.Body.Length / 2);
        _whole = new ReadOnlySequence<byte>(_octets);
        _splitInHead = SegmentedSequence.Create(_octets, middleOfHead);
        _splitInBody = SegmentedSequence.Create(_octets, middleOfBody);
        _firstRead = _whole.Slice(0, middleOfHead);
        _parser = new FrameParser(sample.Source) { Version = sample.Version };

        ReadOnlySequence<byte> input = _whole;
        Verify.That(_parser.TryRead(ref input, out StompFrame frame));
        Verify.That(input.IsEmpty && frame.Command == sample.Command);
        Verify.That(frame.Headers.Count == sample.HeaderCount && frame.BodyLength == sample.Body.Length);

        var strings = StringFrame.Parse(_octets);
        Verify.That(strings.Headers.Count == sample.HeaderCount && strings.Body.Length == sample.Body.Length);
        int colons = 0;
        Verify.That(LineScan.Run(_octets, ref colons) == sample.HeadLength && colons > 0);
        Verify.That(!_splitInHead.IsSingleSegment && _splitInHead.FirstSpan.Length == middleOfHead);
        Verify.That(!_splitInBody.IsSingleSegment && _splitInBody.FirstSpan.Length == middleOfBody);
        foreach (int result in (int[])[StringsAndDictionary(), ParserSplitInHead(), ParserSplitInBody(), ParserTwoReads()])
        {
            Verify.That(result == Parser());
        }
    }

    /// <summary>The floor: <c>IndexOf</c> over the same octets.</summary>
    [Benchmark(Baseline = true)]
    public int IndexOfAlone()
    {
        int colons = 0;
        return LineScan.Run(_octets, ref colons) + colons;
    }

    [Benchmark]
    public int Parser() => Read(_whole);

    /// <summary>The head is gathered in pooled memory.</summary>
    [Benchmark]
    public int ParserSplitInHead() => Read(_splitInHead);

    /// <summary>Nothing is copied.</summary>
    [Benchmark]
    public int ParserSplitInBody() => Read(_splitInBody);

    /// <summary>One segment, of which half the head is there at the first call: the parser goes on where it stopped.</summary>
    [Benchmark]
    public int ParserTwoReads()
    {
        var input = new SequenceReader<byte>(_firstRead);
        return _parser.TryRead(ref input, out _) ? -1 : Read(_whole);
    }

    [Benchmark]
    public int StringsAndDictionary()
    {
        var frame = StringFrame.Parse(_octets);
        frame.Headers.TryGetValue("destination", out string? destination);
        return frame.Body.Length + (destination?.Length ?? 0);
    }

    private int Read(in ReadOnlySequence<byte> octets)
    {
        var input = new SequenceReader<byte>(octets);
        if (!_parser.TryRead(ref input, out StompFrame frame))
        {
            return -1;
        }

        frame.Headers.TryGetValue(KnownHeader.Destination, out ReadOnlySpan<byte> destination);
        return frame.BodyLength + destination.Length;
    }
}
