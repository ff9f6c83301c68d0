using System.IO.Pipelines;
using System.Text;
using Stomp.Core.Transports.WebSockets;

namespace Stomp.Tests.Transports;

/// <summary>What the server makes of the octets of a client.</summary>
internal static class Decoded
{
    /// <summary>Decodes octets that come in pieces.</summary>
    /// <returns>As <c>Text: payload; ping payload; closed</c>, each character an octet, without what is not there; or <c>1002 reason</c>.</returns>
    public static string From(ReadOnlySpan<byte> wire, params ReadOnlySpan<int> cuts)
    {
        var decoder = new WebSocketFrameDecoder();
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        try
        {
            int start = 0;
            foreach (int cut in cuts)
            {
                decoder.Decode(wire[start..cut], pipe.Writer);
                start = cut;
            }

            decoder.Decode(wire[start..], pipe.Writer);
        }
        catch (WebSocketViolationException violation)
        {
            return $"{(int)violation.Status} {violation.Message}";
        }

        pipe.Writer.Complete();
        var parts = new List<string>();
        if (pipe.Reader.TryRead(out ReadResult read) && decoder.IsBinary is { } isBinary)
        {
            parts.Add($"{(isBinary ? "Binary" : "Text")}: {Encoding.Latin1.GetString(read.Buffer)}");
        }

        pipe.Reader.Complete();
        if (decoder.TakePing() is { } ping)
        {
            parts.Add($"ping {Encoding.Latin1.GetString(ping)}");
        }

        if (decoder.IsClosed)
        {
            parts.Add("closed");
        }

        return string.Join("; ", parts);
    }
}
