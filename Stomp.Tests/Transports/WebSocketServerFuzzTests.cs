using NUnit.Framework;
using Stomp.Tests.Fuzzing;

namespace Stomp.Tests.Transports;

/// <summary>Frames that were damaged: there is never a failure but a violation of the rules, and it is the same however they are cut.</summary>
public sealed class WebSocketServerFuzzTests
{
    private static readonly int[] Opcodes =
        [ClientFrames.Text, ClientFrames.Text, ClientFrames.Binary, ClientFrames.Continuation, ClientFrames.Continuation, ClientFrames.Ping, ClientFrames.Pong, ClientFrames.Close];

    [Test]
    public void Damaged_frames_cut_anywhere()
    {
        int violations = 0;
        var run = new FuzzRun("STOMP_FUZZ_WEBSOCKET_INPUTS", 30_000);
        run.Run(random =>
        {
            byte[] wire = Generate(random);
            int[] cuts = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => random.Next(wire.Length + 1)).Order()];
            run.Note(wire, $"cut at {string.Join(", ", cuts)}");
            string whole = Decoded.From(wire);
            Assert.That(Decoded.From(wire, cuts), Is.EqualTo(whole));
            Assert.That(Decoded.From(wire, [.. Enumerable.Range(0, wire.Length)]), Is.EqualTo(whole), "octet by octet");
            violations += whole.StartsWith("10", StringComparison.Ordinal) ? 1 : 0;
        });
        Assert.That(violations, Is.InRange(run.Done / 10, run.Done * 19 / 20), "right ones and wrong ones are tried");
    }

    // Frames that are mostly right: else nothing would get behind the first.
    private static byte[] Generate(Random random)
    {
        var wire = new List<byte>();
        byte[] mask = new byte[4];
        bool isInMessage = false;
        for (int frames = random.Next(1, 6); frames > 0; frames--)
        {
            int opcode = Opcodes[random.Next(Opcodes.Length)];
            bool isFinal = opcode >= ClientFrames.Close || random.Next(2) == 0;
            if (opcode < ClientFrames.Close && random.Next(20) > 0)
            {
                opcode = isInMessage ? ClientFrames.Continuation : Math.Max(opcode, ClientFrames.Text);
                isInMessage = !isFinal;
            }

            random.NextBytes(mask);
            byte[] payload = new byte[random.Next(4) == 0 ? random.Next(300) : random.Next(8)];
            payload.AsSpan().Fill((byte)random.Next(0x80));
            if (opcode == ClientFrames.Close)
            {
                payload = random.Next(2) == 0 ? [] : [3, (byte)(0xE8 + random.Next(20))];
            }
            else if (opcode > ClientFrames.Close)
            {
                payload = payload[..Math.Min(payload.Length, 125)];
            }

            wire.AddRange(ClientFrames.Frame(opcode, payload, isFinal, mask));
        }

        for (int damage = random.Next(3); damage > 0; damage--)
        {
            wire[random.Next(wire.Count)] = (byte)random.Next(256);
        }

        return [.. wire];
    }
}
