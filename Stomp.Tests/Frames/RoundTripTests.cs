using System.Buffers;
using System.Text;
using NUnit.Framework;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Frames;

/// <summary>What is written is read again, however it is delivered. Random, with fixed seeds: a failure repeats itself.</summary>
public sealed class RoundTripTests
{
    private const int Streams = 400;
    private const int DeliveriesOfEach = 5;

    private static readonly StompCommand[] ClientCommands = [.. Enum.GetValues<StompCommand>().Where(StompCommands.IsClientCommand)];

    private static readonly StompCommand[] ServerCommands = [.. Enum.GetValues<StompCommand>().Where(StompCommands.IsServerCommand)];

    [Test]
    public void C6_random_frames_come_back_under_random_splits([Values] StompVersion version, [Values] FrameSource source)
    {
        var random = new Random(20_260 + (10 * (int)version) + (int)source);
        var reader = new WireReader(version, source);
        for (int i = 0; i < Streams; i++)
        {
            var frames = new List<string>();
            byte[] wire = WriteFrames(random, version, source, frames);
            for (int j = 0; j < DeliveriesOfEach; j++)
            {
                Delivery delivery = Delivery.Random(wire.Length, random);
                Reading reading = reader.Read(wire, delivery);
                Assert.That(reading.Violation?.Message, Is.Null, delivery.Name);
                Assert.That(reading.Frames, Is.EqualTo(frames), delivery.Name);
                Assert.That(reading.Left, Is.Zero, delivery.Name);
            }
        }
    }

    private static byte[] WriteFrames(Random random, StompVersion version, FrameSource source, List<string> frames)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref buffer, version);
        for (int count = random.Next(1, 5); count > 0; count--)
        {
            StompCommand command = random.GetItems(source == FrameSource.Client ? ClientCommands : ServerCommands, 1)[0];
            string alphabet = Alphabet(version, command);
            bool hasColonEscape = version != StompVersion.V10 && StompCommands.HasEscapedHeaders(command);
            string nameAlphabet = hasColonEscape ? alphabet : alphabet.Replace(":", "", StringComparison.Ordinal);
            var text = new StringBuilder(command.ToString());
            writer.WriteCommand(command);
            for (int headers = random.Next(20); headers > 0; headers--)
            {
                // The letters keep a name from being empty, and both from beginning with a blank or ending with a carriage return.
                string name = $"x{RandomText(random, nameAlphabet)}";
                string value = random.Next(4) == 0 ? "" : $"{RandomText(random, alphabet)}y";
                writer.WriteHeader(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
                text.Append($" {{{name}={value}}}");
            }

            WriteBody(random, ref writer, text);
            for (int beats = random.Next(3); beats > 0; beats--)
            {
                writer.WriteEndOfLine();
            }

            frames.Add(text.ToString());
        }

        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteBody(Random random, ref FrameWriter<ArrayBufferWriter<byte>> writer, StringBuilder text)
    {
        string body = random.Next(3) == 0 ? "" : RandomText(random, "ab\0\n\r:\\\u00e4\U0001F600", random.Next(60));
        byte[] octets = Encoding.UTF8.GetBytes(body);
        if (octets.Length > 0)
        {
            text.Append($" {{content-length={octets.Length}}}");
        }

        text.Append(' ').Append(body);
        if (random.Next(2) == 0)
        {
            writer.EndFrame(octets);
        }
        else
        {
            writer.EndFrame(WireSequence.Create(octets, octets.Length / 3, octets.Length / 2));
        }
    }

    // What the version can express, so that it comes back as it was.
    private static string Alphabet(StompVersion version, StompCommand command) => (version, StompCommands.HasEscapedHeaders(command)) switch
    {
        (StompVersion.V12, true) => "ncr \\:\n\r\u00e4\U0001F600",
        (StompVersion.V11, true) => "ncr \\:\n\r\u00e4\U0001F600",
        (StompVersion.V10, true) => "ncr \\:\r",
        _ => "ncr \\:\u00e4\U0001F600",
    };

    private static string RandomText(Random random, string alphabet) => RandomText(random, alphabet, random.Next(12));

    private static string RandomText(Random random, string alphabet, int length)
    {
        Rune[] runes = [.. alphabet.EnumerateRunes()];
        return string.Concat(random.GetItems(runes, length));
    }
}
