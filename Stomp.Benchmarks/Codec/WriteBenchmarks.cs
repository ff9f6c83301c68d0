using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Benchmarks.Codec;

/// <summary>
/// Writes one frame, header by header, into an array that is there already. The ratios are those to the floor, copying the octets.
/// </summary>
[MemoryDiagnoser]
public class WriteBenchmarks
{
    private SampleFrame _sample = null!;
    private StringFrame _strings = null!;
    private ReadOnlySequence<byte> _bodyInPieces;
    private byte[] _copy = [];
    private FixedBufferWriter _output;

    [ParamsAllValues]
    public FrameKind Frame { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _sample = SampleFrame.Create(Frame);
        _copy = new byte[_sample.Octets.Length];

        // The writer asks for room for content-length and for escapes in advance.
        _output = new FixedBufferWriter(new byte[2 * _sample.Octets.Length]);
        _strings = new StringFrame(
            Encoding.UTF8.GetString(StompCommands.ToUtf8(_sample.Command)), [], Encoding.UTF8.GetString(_sample.Body));
        foreach (SampleHeader header in _sample.Headers)
        {
            _strings.Headers.Add(Encoding.UTF8.GetString(header.Name), Encoding.UTF8.GetString(header.Value));
        }

        _bodyInPieces = SegmentedSequence.Create(_sample.Body, _sample.Body.Length / 2);
        Writer();
        Verify.That(_output.Written.SequenceEqual(_sample.Octets));
        WriterBodyInPieces();
        Verify.That(_output.Written.SequenceEqual(_sample.Octets));
        Verify.That(StringBuilderAndEncoding().AsSpan().SequenceEqual(_sample.Octets));
        CopyAlone();
        Verify.That(_copy.AsSpan().SequenceEqual(_sample.Octets));
    }

    /// <summary>The floor: copying a frame that was encoded before.</summary>
    [Benchmark(Baseline = true)]
    public void CopyAlone() => _sample.Octets.CopyTo(_copy);

    [Benchmark]
    public int Writer()
    {
        _output.Clear();
        var writer = new FrameWriter<FixedBufferWriter>(ref _output, StompVersion.V12);
        _sample.WriteHeadTo(ref writer);
        writer.EndFrame(_sample.Body);
        writer.Flush();
        return _output.Length;
    }

    [Benchmark]
    public int WriterBodyInPieces()
    {
        _output.Clear();
        var writer = new FrameWriter<FixedBufferWriter>(ref _output, StompVersion.V12);
        _sample.WriteHeadTo(ref writer);
        writer.EndFrame(_bodyInPieces);
        writer.Flush();
        return _output.Length;
    }

    [Benchmark]
    public byte[] StringBuilderAndEncoding() => _strings.Encode();
}
