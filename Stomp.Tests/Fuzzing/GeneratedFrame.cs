using FsCheck;
using FsCheck.Fluent;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Fuzzing;

/// <summary>A header as FsCheck makes it: any octets.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
internal sealed record GeneratedHeader(byte[] Name, byte[] Value)
{
    public override string ToString() => $"\"{FuzzRun.Escape(Name)}\": \"{FuzzRun.Escape(Value)}\"";
}

/// <summary>A frame as FsCheck makes it, and how it arrives. FsCheck prints it when a property fails for it.</summary>
internal sealed record GeneratedFrame(StompVersion Version, StompCommand Command, GeneratedHeader[] Headers, byte[] Body, int[] Steps)
{
    // Every octet there is, most often those that mean something to STOMP. NUL is none that a header can hold, in any version.
    private static readonly Gen<byte> HeaderOctets = Gen.Frequency(
        (4, Gen.Elements("\r\n:\\ rncab"u8.ToArray())),
        (1, Gen.Choose(1, 255).Select(octet => (byte)octet)));

    private static readonly Gen<byte[]> Names = HeaderOctets.NonEmptyListOf().Select(octets => octets.ToArray());

    private static readonly Gen<GeneratedHeader> AnyHeaders =
        from name in Names
        from value in HeaderOctets.ArrayOf()
        select new GeneratedHeader(name, value);

    private static readonly Gen<byte> BodyOctets = Gen.Frequency(
        (1, Gen.Elements("\0\n\r"u8.ToArray())),
        (2, Gen.Choose(0, 255).Select(octet => (byte)octet)));

    /// <summary>Header text of any octets but NUL.</summary>
    public static Arbitrary<byte[]> AnyText { get; } = Arb.From(HeaderOctets.ArrayOf(), Shrink);

    /// <summary>Headers of any octets but NUL.</summary>
    public static Arbitrary<GeneratedHeader> AnyHeader { get; } = Arb.From(AnyHeaders, Shrink);

    public FrameSource Source => StompCommands.IsClientCommand(Command) ? FrameSource.Client : FrameSource.Server;

    /// <summary>Frames of which the version can express all: they must come back as they are.</summary>
    public static Arbitrary<GeneratedFrame> Expressible(StompVersion version, StompCommand command)
    {
        Gen<GeneratedFrame> frames =
            from headers in AnyHeaders.Where(header => IsExpressible(header, version, command)).ArrayOf()
            from body in BodyOctets.ArrayOf()
            from steps in Gen.Choose(0, 9).ArrayOf()
            select new GeneratedFrame(version, command, headers.Take(90).ToArray(), body, steps);
        return Arb.From(frames, frame => Shrink(frame).Where(smaller => smaller.Headers.All(header => IsExpressible(header, version, command))));
    }

    public override string ToString() =>
        $"{Version} {Command} [{string.Join(", ", Headers.Select(header => header.ToString()))}] "
        + $"\"{FuzzRun.Escape(Body)}\" in steps of {string.Join(',', Steps)}";

    private static bool IsExpressible(GeneratedHeader header, StompVersion version, StompCommand command)
    {
        // The broker reads it as what it says; the writer adds its own.
        if (HeaderName.Resolve(header.Name) != KnownHeader.None)
        {
            return false;
        }

        if (!StompCommands.HasEscapedHeaders(command))
        {
            return header.Name.AsSpan().IndexOfAny((byte)'\n', (byte)'\r', (byte)':') < 0
                && header.Value.AsSpan().IndexOfAny((byte)'\n', (byte)'\r') < 0;
        }

        return version switch
        {
            StompVersion.V10 => header.Name.AsSpan().IndexOfAny((byte)'\n', (byte)':') < 0 && !header.Value.Contains((byte)'\n'),
            StompVersion.V11 => !header.Value.AsSpan().EndsWith("\r"u8),
            _ => true,
        };
    }

    private static IEnumerable<byte[]> Shrink(byte[] octets)
    {
        for (int length = octets.Length / 2; length > 0; length /= 2)
        {
            for (int start = 0; start + length <= octets.Length; start += length)
            {
                yield return [.. octets[..start], .. octets[(start + length)..]];
            }
        }
    }

    private static IEnumerable<GeneratedHeader> Shrink(GeneratedHeader header) =>
        Shrink(header.Name).Where(name => name.Length > 0).Select(name => header with { Name = name })
            .Concat(Shrink(header.Value).Select(value => header with { Value = value }));

    private static IEnumerable<GeneratedFrame> Shrink(GeneratedFrame frame)
    {
        for (int i = 0; i < frame.Headers.Length; i++)
        {
            GeneratedHeader[] before = frame.Headers[..i];
            GeneratedHeader[] after = frame.Headers[(i + 1)..];
            yield return frame with { Headers = [.. before, .. after] };
            foreach (GeneratedHeader smaller in Shrink(frame.Headers[i]))
            {
                yield return frame with { Headers = [.. before, smaller, .. after] };
            }
        }

        foreach (byte[] body in Shrink(frame.Body))
        {
            yield return frame with { Body = body };
        }

        if (frame.Steps.Length > 0)
        {
            yield return frame with { Steps = frame.Steps[1..] };
        }
    }
}
