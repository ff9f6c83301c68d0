using NUnit.Framework;
using Stomp.Benchmarks.Load.Messages;

namespace Stomp.Tests.Load;

public sealed class PayloadTests
{
    private const int LastStream = Payload.MaxStreams - 1;

    [TestCase(16, 0, 0, 0)]
    [TestCase(16, LastStream, int.MaxValue, 1L << 35)]
    [TestCase(17, 1, 2, 3)]
    [TestCase(128, 70_000, 255, 123_456_789)]
    [TestCase(5000, 5, 256, 1)]
    public void Reads_what_was_written(int size, int stream, int sequence, long time)
    {
        var payload = new Payload(size);
        byte[] body = new byte[size];

        payload.Write(body, stream, sequence, time);

        Assert.That(payload.TryRead(body, out int readStream, out int readSequence, out long readTime), Is.True);
        Assert.That((readStream, readSequence, readTime), Is.EqualTo((stream, sequence, time)));
    }

    [Test]
    public void Is_printable_text([Values(16, 300)] int size)
    {
        var payload = new Payload(size);
        byte[] body = new byte[size];

        payload.Write(body, LastStream, int.MaxValue, long.MaxValue);

        Assert.That(body, Has.All.InRange((byte)'0', (byte)'o'));
    }

    [Test]
    public void Finds_any_octet_changed([Values(16, 128)] int size)
    {
        var payload = new Payload(size);
        byte[] body = new byte[size];
        payload.Write(body, 3, 77, 12345);
        for (int i = 0; i < size; i++)
        {
            byte was = body[i];
            foreach (byte other in new byte[] { 0, (byte)'\n', (byte)'0', (byte)(was ^ 1), (byte)(was ^ 0x80), 0xFF })
            {
                body[i] = other;
                Assert.That(payload.TryRead(body, out _, out _, out _), Is.EqualTo(other == was), $"octet {i} was {was}, is {other}");
            }

            body[i] = was;
        }
    }

    [Test]
    public void Finds_the_text_of_another_message()
    {
        var payload = new Payload(64);
        byte[] one = new byte[64];
        byte[] other = new byte[64];
        payload.Write(one, 0, 1, 5);
        payload.Write(other, 0, 2, 5);

        other.AsSpan(Payload.MinBytes).CopyTo(one.AsSpan(Payload.MinBytes));

        Assert.That(payload.TryRead(one, out _, out _, out _), Is.False);
    }

    [TestCase(63)]
    [TestCase(65)]
    [TestCase(0)]
    public void Finds_a_body_of_another_length(int length)
    {
        var payload = new Payload(64);
        byte[] body = new byte[65];
        payload.Write(body, 0, 0, 0);

        Assert.That(payload.TryRead(body.AsSpan(0, length), out _, out _, out _), Is.False);
    }
}
