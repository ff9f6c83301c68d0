using System.Buffers;
using BenchmarkDotNet.Attributes;
using Stomp.Core.Frames;

namespace Stomp.Benchmarks.Codec;

/// <summary>What it costs when a frame crosses the end of a segment, or arrives in two reads.</summary>
[MemoryDiagnoser]
public class SplitParseBenchmarks
{
    private ReadOnlySequence<byte> _whole;
    private ReadOnlySequence<byte> _splitInHead;
    private ReadOnlySequence<byte> _splitInBody;
    private ReadOnlySequence<byte> _firstRead;
    private FrameParser _parser = null!;

    [Params(FrameKind.Send128B, FrameKind.Send16KiB, FrameKind.Message8Headers)]
    public FrameKind Frame { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var sample = SampleFrame.Create(Frame);
        int middleOfHead = sample.HeadLength / 2;
        int middleOfBody = sample.HeadLength + (sample.Body.Length / 2);
        _parser = new FrameParser(sample.Source) { Version = sample.Version };
        _whole = new ReadOnlySequence<byte>(sample.Octets);
        _splitInHead = SegmentedSequence.Create(sample.Octets, middleOfHead);
        _splitInBody = SegmentedSequence.Create(sample.Octets, middleOfBody);
        _firstRead = _whole.Slice(0, middleOfHead);

        Verify.That(OneSegment() == sample.Body.Length);
        Verify.That(SplitInHead() == sample.Body.Length);
        Verify.That(SplitInBody() == sample.Body.Length);
        Verify.That(TwoReads() == sample.Body.Length);
        Verify.That(!_splitInHead.IsSingleSegment && _splitInHead.FirstSpan.Length == middleOfHead);
        Verify.That(!_splitInBody.IsSingleSegment && _splitInBody.FirstSpan.Length == middleOfBody);
    }

    [Benchmark(Baseline = true)]
    public int OneSegment() => Read(_whole);

    /// <summary>The head is gathered in pooled memory.</summary>
    [Benchmark]
    public int SplitInHead() => Read(_splitInHead);

    /// <summary>Nothing is copied.</summary>
    [Benchmark]
    public int SplitInBody() => Read(_splitInBody);

    /// <summary>One segment, of which half the head is there at the first call: the parser goes on where it stopped.</summary>
    [Benchmark]
    public int TwoReads()
    {
        var input = new SequenceReader<byte>(_firstRead);
        return _parser.TryRead(ref input, out _) ? -1 : Read(_whole);
    }

    private int Read(in ReadOnlySequence<byte> octets)
    {
        var input = new SequenceReader<byte>(octets);
        return _parser.TryRead(ref input, out StompFrame frame) ? frame.BodyLength : -1;
    }
}
