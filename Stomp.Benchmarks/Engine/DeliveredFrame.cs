using System.Buffers;
using System.Text;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Benchmarks.Engine;

/// <summary>Checks that what was written last to a client is a MESSAGE as it must be.</summary>
internal static class DeliveredFrame
{
    public static void Check(NullPipeWriter output, string destination, string? ack = null)
    {
        var input = new ReadOnlySequence<byte>(output.LastFrame.ToArray());
        var parser = new FrameParser(FrameSource.Server) { Version = StompVersion.V12 };
        Verify.That(parser.TryRead(ref input, out StompFrame frame) && input.IsEmpty);
        Verify.That(frame.Command == StompCommand.Message && frame.BodyLength == EngineFrames.BodyBytes);
        Verify.That(Get(frame, KnownHeader.Destination) == destination);
        Verify.That(Get(frame, KnownHeader.Subscription) == "sub-0");
        Verify.That(Get(frame, KnownHeader.Ack) == ack);
    }

    private static string? Get(in StompFrame frame, KnownHeader header) =>
        frame.Headers.TryGetValue(header, out ReadOnlySpan<byte> value) ? Encoding.UTF8.GetString(value) : null;
}
