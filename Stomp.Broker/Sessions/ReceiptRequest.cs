using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Sessions;

/// <summary>The receipt that a frame asks for, kept beyond the frame.</summary>
/// <param name="Id">Its id; <see langword="null"/> when the frame asks for none.</param>
/// <param name="HasStatus">Whether it tells what became of the frame, so that a refusal by the destination need not end the session.</param>
internal readonly record struct ReceiptRequest(byte[]? Id, bool HasStatus)
{
    /// <summary>The id, for an ERROR.</summary>
    public ReadOnlyMemory<byte>? Octets => Id is null ? default(ReadOnlyMemory<byte>?) : Id; // null would be an empty array

    /// <summary>Reads what a frame asks for.</summary>
    public static ReceiptRequest Read(in StompFrame frame) =>
        frame.Headers.TryGetValue(KnownHeader.Receipt, out ReadOnlySpan<byte> id)
            ? new ReceiptRequest(id.ToArray(), frame.Headers.Contains(KnownHeader.ReceiptMode))
            : default;

    /// <summary>Looks over a frame that says how its receipt is to be answered (N2).</summary>
    /// <exception cref="FrameRefusedException">It cannot be answered so.</exception>
    public static void CheckMode(in StompFrame frame)
    {
        frame.Headers.TryGetValue(KnownHeader.ReceiptMode, out ReadOnlySpan<byte> mode);
        if (!mode.SequenceEqual("status"u8))
        {
            throw new FrameRefusedException("the header 'receipt-mode' must be status; without it refusals are answered with ERROR");
        }

        if (frame.Command is not (StompCommand.Send or StompCommand.Commit))
        {
            throw new FrameRefusedException("the header 'receipt-mode' is for SEND and COMMIT; other frames are refused with ERROR only");
        }

        if (!frame.Headers.Contains(KnownHeader.Receipt))
        {
            throw new FrameRefusedException("the frame lacks the header 'receipt', which its 'receipt-mode' says how to answer");
        }
    }
}
