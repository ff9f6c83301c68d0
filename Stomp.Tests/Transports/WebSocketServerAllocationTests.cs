using System.Buffers;
using System.IO.Pipelines;
using NUnit.Framework;
using Stomp.Core.Transports.WebSockets;

namespace Stomp.Tests.Transports;

/// <summary>Framing and unframing take no memory for a message.</summary>
[NonParallelizable]
public sealed class WebSocketServerAllocationTests
{
    private const int Rounds = 200;
    private const int Messages = 100;

    // Four octets for each message: a flush may have some objects, in a debug build one for each asynchronous method; a message none.
    private const long MaxBytes = 4 * Rounds * Messages;

    [Test]
    public void Messages_are_taken_apart_without_an_object_for_each()
    {
        byte[] wire = [.. Enumerable.Repeat(ClientFrames.Frame(ClientFrames.Text, new byte[100]), Messages).SelectMany(static frame => frame)];
        var decoder = new WebSocketFrameDecoder();
        var output = new NullWriter();
        Assert.That(Measure(() => decoder.Decode(wire, output)), Is.LessThan(MaxBytes));
    }

    [Test]
    public void Messages_are_framed_without_an_object_for_each()
    {
        byte[] frame = new byte[100];
        bool failed = false;
        var output = new WebSocketServerOutput(new WebSocketSender(Stream.Null, static _ => { }));
        long allocated = Measure(() =>
        {
            for (int i = 0; i < Messages; i++)
            {
                output.BeginFrame(frame.Length, isText: true);
                output.Write(frame);
            }

            failed |= !output.FlushAsync().AsTask().IsCompletedSuccessfully;
        });
        Assert.That(allocated, Is.LessThan(MaxBytes));
        Assert.That(failed, Is.False);
    }

    private static long Measure(Action action)
    {
        long allocated = long.MaxValue;
        for (int attempt = 0; attempt < 3 && allocated >= MaxBytes; attempt++)
        {
            action();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Rounds; i++)
            {
                action();
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        return allocated;
    }

    // Takes what is written, and forgets it.
    private sealed class NullWriter : PipeWriter
    {
        private readonly byte[] _memory = new byte[4096];

        public override void Advance(int bytes)
        {
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => _memory;

        public override Span<byte> GetSpan(int sizeHint = 0) => _memory;

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => default;
    }
}
