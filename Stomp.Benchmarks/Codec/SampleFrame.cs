using System.Globalization;
using System.Text;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Benchmarks.Codec;

/// <summary>A frame to measure with: its parts, for writing, and its octets, put together without the writer, for parsing.</summary>
internal sealed class SampleFrame
{
    // Any seed will do, as long as every run has the same frames.
    private const int Seed = 42;

    private readonly SampleHeader[] _headers; // without content-length, which follows from the body

    private SampleFrame(StompCommand command, string body, params (string Name, string Value)[] headers)
    {
        Command = command;
        Body = Encoding.UTF8.GetBytes(body);
        _headers = [.. headers.Select(header => new SampleHeader(Encoding.UTF8.GetBytes(header.Name), Encoding.UTF8.GetBytes(header.Value)))];

        var text = new StringBuilder();
        text.Append(Encoding.UTF8.GetString(StompCommands.ToUtf8(command))).Append('\n');
        foreach ((string name, string value) in headers)
        {
            text.Append(name).Append(':').Append(value).Append('\n');
        }

        if (body.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"content-length:{Body.Length}\n");
        }

        HeadLength = text.Length + 1;
        HeaderCount = headers.Length + (body.Length > 0 ? 1 : 0);
        Octets = Encoding.UTF8.GetBytes(text.Append('\n').Append(body).Append('\0').ToString());
    }

    public StompCommand Command { get; }

    public byte[] Body { get; }

    public byte[] Octets { get; }

    /// <summary>Octets up to the body; all characters of the samples are ASCII.</summary>
    public int HeadLength { get; }

    /// <summary>The headers on the wire, content-length included.</summary>
    public int HeaderCount { get; }

    public ReadOnlySpan<SampleHeader> Headers => _headers;

    public FrameSource Source => StompCommands.IsClientCommand(Command) ? FrameSource.Client : FrameSource.Server;

    /// <summary>The version to read the frame in: none is agreed when CONNECT comes.</summary>
    public StompVersion? Version => Command == StompCommand.Connect ? null : StompVersion.V12;

    public static SampleFrame Create(FrameKind kind) => kind switch
    {
        FrameKind.Connect => new(
            StompCommand.Connect,
            body: "",
            ("accept-version", "1.0,1.1,1.2"),
            ("host", "broker.example.org"),
            ("login", "device-4711"),
            ("passcode", "correct horse battery staple"),
            ("heart-beat", "10000,10000")),
        FrameKind.Send128B => CreateSend(128),
        FrameKind.Send16KiB => CreateSend(16 * 1024),
        FrameKind.Message8Headers => new(
            StompCommand.Message,
            CreateBody(128),
            ("subscription", "sub-0"),
            ("message-id", "6f1c2a9b-123456"),
            ("destination", "/topic/plant.line4.temperature"),
            ("content-type", "application/json"),
            ("timestamp", "1767225600000"),
            ("correlation-id", "b7e1d1f2-55c5-4f4d-8f0e-0d9a7c3b2a11"),
            ("priority", "4")),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>
    /// Small SENDs that all differ, with two to five headers and bodies of 8 to 63 octets: with one frame over and over the processor
    /// would learn its line lengths by heart.
    /// </summary>
    public static SampleFrame[] CreateVaried(int count)
    {
        var random = new Random(Seed);
        var frames = new SampleFrame[count];
        for (int i = 0; i < count; i++)
        {
            (string, string)[] headers =
            [
                ("destination", $"/topic/{new string('t', random.Next(4, 24))}.{i}"),
                ("content-type", random.Next(2) == 0 ? "text/plain" : "application/json"),
                ("sequence", random.Next().ToString(CultureInfo.InvariantCulture)),
                ("source", new string('s', random.Next(1, 20))),
            ];
            frames[i] = new SampleFrame(StompCommand.Send, CreateBody(random.Next(8, 64)), headers[..random.Next(1, headers.Length + 1)]);
        }

        return frames;
    }

    /// <summary>Writes the command and the headers as an application does, one by one; content-length comes with the body.</summary>
    public void WriteHeadTo(ref FrameWriter<FixedBufferWriter> writer)
    {
        writer.WriteCommand(Command);
        foreach (ref readonly SampleHeader header in Headers)
        {
            if (header.Known == KnownHeader.None)
            {
                writer.WriteHeader(header.Name, header.Value);
            }
            else
            {
                writer.WriteHeader(header.Known, header.Value);
            }
        }
    }

    private static SampleFrame CreateSend(int bodyLength) => new(
        StompCommand.Send,
        CreateBody(bodyLength),
        ("destination", "/topic/plant.line4.temperature"),
        ("content-type", "application/json"),
        ("timestamp", "1767225600000"),
        ("correlation-id", "b7e1d1f2-55c5-4f4d-8f0e-0d9a7c3b2a11"));

    // Text without NUL and line ends, as JSON has.
    private static string CreateBody(int length) => string.Create(length, 0, static (body, _) =>
    {
        for (int i = 0; i < body.Length; i++)
        {
            body[i] = (char)('a' + (i % 26));
        }
    });
}
