using System.Text;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Sessions;

/// <summary>Headers that a frame cannot do without.</summary>
internal static class RequiredHeader
{
    /// <summary>Finds a header.</summary>
    /// <exception cref="FrameRefusedException">The frame lacks it.</exception>
    public static ReadOnlySpan<byte> Get(in StompFrame frame, KnownHeader header, ReadOnlySpan<byte> name)
    {
        if (!frame.Headers.TryGetValue(header, out ReadOnlySpan<byte> value))
        {
            throw new FrameRefusedException($"the frame lacks the header '{Encoding.ASCII.GetString(name)}'");
        }

        return value;
    }
}
