using System.Buffers;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Benchmarks.Codec;

/// <summary>64 small frames that all differ, in one buffer, as a busy connection has them. All numbers are for one frame, the ratios those to the floor.</summary>
[MemoryDiagnoser]
[CategoriesColumn]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
public class BatchBenchmarks
{
    private const int FrameCount = 64;

    private readonly SampleFrame[] _samples = SampleFrame.CreateVaried(FrameCount);
    private readonly FrameParser _parser = new(FrameSource.Client) { Version = StompVersion.V12 };
    private byte[] _octets = [];
    private byte[] _copy = [];
    private StringFrame[] _strings = [];
    private ReadOnlySequence<byte> _sequence;
    private FixedBufferWriter _output;

    [GlobalSetup]
    public void Setup()
    {
        _octets = [.. _samples.SelectMany(sample => sample.Octets)];
        _copy = new byte[_octets.Length];
        _sequence = new ReadOnlySequence<byte>(_octets);
        _output = new FixedBufferWriter(new byte[2 * _octets.Length]);
        _strings = [.. _samples.Select(sample => StringFrame.Parse(sample.Octets))];
        foreach (StringFrame frame in _strings)
        {
            frame.Headers.Remove("content-length"); // encoding adds it
        }

        int bodies = _samples.Sum(sample => sample.Body.Length);
        int destinations = _samples.Sum(sample => sample.Headers[0].Value.Length);
        Verify.That(ParseWithParser() == bodies + destinations);
        Verify.That(ParseToStrings() == bodies + destinations);
        Verify.That(ParseLinesAlone() > 0);
        Verify.That(WriteWithWriter() == _octets.Length && _output.Written.SequenceEqual(_octets));
        Verify.That(WriteFromStrings() == _octets.Length);
        WriteCopyAlone();
        Verify.That(_copy.AsSpan().SequenceEqual(_octets));
    }

    [BenchmarkCategory("Parse")]
    [Benchmark(OperationsPerInvoke = FrameCount)]
    public int ParseWithParser()
    {
        int sum = 0;
        var input = new SequenceReader<byte>(_sequence);
        while (_parser.TryRead(ref input, out StompFrame frame))
        {
            frame.Headers.TryGetValue(KnownHeader.Destination, out ReadOnlySpan<byte> destination);
            sum += frame.BodyLength + destination.Length;
        }

        return sum;
    }

    [BenchmarkCategory("Parse")]
    [Benchmark(OperationsPerInvoke = FrameCount)]
    public int ParseToStrings()
    {
        int sum = 0;
        ReadOnlySpan<byte> rest = _octets;
        while (!rest.IsEmpty)
        {
            int length = rest.IndexOf((byte)0) + 1;
            var frame = StringFrame.Parse(rest[..length]);
            sum += frame.Body.Length + frame.Headers["destination"].Length;
            rest = rest[length..];
        }

        return sum;
    }

    /// <summary>The floor: line ends, colons, and the NUL behind the body.</summary>
    [BenchmarkCategory("Parse")]
    [Benchmark(Baseline = true, OperationsPerInvoke = FrameCount)]
    public int ParseLinesAlone()
    {
        int colons = 0;
        ReadOnlySpan<byte> rest = _octets;
        while (!rest.IsEmpty)
        {
            rest = rest[LineScan.Run(rest, ref colons)..];
            rest = rest[(rest.IndexOf((byte)0) + 1)..];
        }

        return colons;
    }

    [BenchmarkCategory("Write")]
    [Benchmark(OperationsPerInvoke = FrameCount)]
    public int WriteWithWriter()
    {
        _output.Clear();
        var writer = new FrameWriter<FixedBufferWriter>(ref _output, StompVersion.V12);
        foreach (SampleFrame sample in _samples)
        {
            sample.WriteHeadTo(ref writer);
            writer.EndFrame(sample.Body);
        }

        writer.Flush();
        return _output.Length;
    }

    [BenchmarkCategory("Write")]
    [Benchmark(OperationsPerInvoke = FrameCount)]
    public int WriteFromStrings()
    {
        int sum = 0;
        foreach (StringFrame frame in _strings)
        {
            sum += frame.Encode().Length;
        }

        return sum;
    }

    /// <summary>The floor: copying each frame as it was encoded before.</summary>
    [BenchmarkCategory("Write")]
    [Benchmark(Baseline = true, OperationsPerInvoke = FrameCount)]
    public int WriteCopyAlone()
    {
        int length = 0;
        foreach (SampleFrame sample in _samples)
        {
            sample.Octets.CopyTo(_copy.AsSpan(length));
            length += sample.Octets.Length;
        }

        return length;
    }
}
