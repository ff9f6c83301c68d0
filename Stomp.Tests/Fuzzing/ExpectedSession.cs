using System.Buffers;
using System.Text;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Fuzzing;

/// <summary>What a conversation must lead to, as far as its frames tell without knowing what the broker makes of each.</summary>
internal sealed class ExpectedSession
{
    private readonly List<string> _receipts = [];

    /// <summary>Takes a conversation apart.</summary>
    /// <param name="octets">What the client says.</param>
    /// <param name="version">What was agreed; <see langword="null"/> when the broker did not connect the session.</param>
    /// <param name="limits">The broker's.</param>
    public ExpectedSession(byte[] octets, StompVersion? version, FrameLimits limits)
    {
        var parser = new FrameParser(FrameSource.Client, limits);
        var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(octets));
        try
        {
            while (!HasDisconnected && parser.TryRead(ref input, out StompFrame frame))
            {
                FrameCount++;
                if (FrameCount > 1)
                {
                    Take(frame, version ?? StompVersion.V10);
                }
                else if (version is null)
                {
                    return; // nothing but a first frame that is refused
                }

                parser.Version = version;
            }
        }
        catch (StompProtocolException)
        {
            IsViolated = true;
        }

        parser.Reset();
    }

    /// <summary>The frames, up to DISCONNECT.</summary>
    public int FrameCount { get; private set; }

    /// <summary>Whether octets that are no frame follow them.</summary>
    public bool IsViolated { get; }

    public bool HasDisconnected { get; private set; }

    /// <summary>The receipts asked for, as they are on the wire, in order.</summary>
    public IReadOnlyList<string> Receipts => _receipts;

    /// <summary>The queues that messages are sent to.</summary>
    public HashSet<string> Queues { get; } = new(StringComparer.Ordinal);

    private void Take(in StompFrame frame, StompVersion version)
    {
        HasDisconnected = frame.Command == StompCommand.Disconnect;
        if (frame.Headers.TryGetValue(KnownHeader.Receipt, out ReadOnlySpan<byte> receipt))
        {
            byte[] escaped = new byte[2 * receipt.Length];
            ReadOnlySpan<byte> expressible = version == StompVersion.V11 ? receipt.TrimEnd((byte)'\r') : receipt;
            int length = HeaderEscaping.Escape(expressible, escaped, version);
            _receipts.Add(Encoding.UTF8.GetString(escaped, 0, length));
        }

        if (frame.Command == StompCommand.Send && frame.Headers.TryGetValue(KnownHeader.Destination, out ReadOnlySpan<byte> destination))
        {
            // Latin-1 keeps octets that are no UTF-8 as they are.
            string name = Encoding.Latin1.GetString(destination);
            if (name.StartsWith("/queue/", StringComparison.Ordinal))
            {
                Queues.Add(name);
            }
        }
    }
}
