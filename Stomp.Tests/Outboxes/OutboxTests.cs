using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using NUnit.Framework;
using Stomp.Core.Transports;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Outboxes;

/// <summary>The one way out of a session.</summary>
public sealed class OutboxTests : BrokerFixture
{
    [Test]
    public async Task What_waits_is_flushed_once()
    {
        CountingWriter? writer = null;
        WireClient client = Broker.Add(new WireClient(Broker.Engine, create: (pipe, abort) =>
        {
            writer = new CountingWriter(pipe.Output);
            return new PipeConnection(new DuplexPipe(pipe.Input, writer), "pipe", abort);
        }));
        await client.SendAsync(Wire.Connect("1.2"));
        await client.ReadAsync();
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"));

        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        writer!.Gate = gate.Task;
        int before = writer.Flushes;
        WireClient sender = await Broker.ConnectAsync();
        await sender.DoAsync(Wire.Send("/topic/a", "0"));
        Assert.That(SpinWait.SpinUntil(() => writer.Flushes == before + 1, Patience), Is.True, "this one is under way");
        await sender.DoAsync(Wire.SendMany("/topic/a", 1, 100));
        writer.Gate = Task.CompletedTask;
        gate.SetResult();
        Assert.That((await client.ReadManyAsync(101)).Select(frame => frame.Body), Is.EqualTo(Enumerable.Range(0, 101).Select(number => $"{number}")));
        Assert.That(writer.Flushes, Is.EqualTo(before + 2));
    }

    [Test]
    public async Task A_subscriber_that_does_not_read_is_disconnected_and_others_go_on()
    {
        Start(options => options.Limits.MaxOutboxBytes = 100_000);
        WireClient stalled = await Broker.ConnectAsync(window: 1000);
        WireClient reader = await Broker.ConnectAsync();
        WireClient sender = await Broker.ConnectAsync();
        await stalled.DoAsync(Wire.Subscribe("1", "/topic/a"));
        await reader.DoAsync(Wire.Subscribe("1", "/topic/a"));
        for (int i = 0; i < 50; i++)
        {
            await sender.DoAsync(Wire.Send("/topic/a", $"{i}".PadRight(10_000)));
            Assert.That((await reader.ReadAsync()).Body.TrimEnd(), Is.EqualTo($"{i}"));
        }

        await stalled.Session.WaitAsync(Patience);
        Assert.That(stalled.AbortReason, Is.EqualTo("it reads too slowly"));
        Broker.AssertLogged(103, "the limit of 100000 (MaxOutboxBytes)");
        Assert.That(Broker.Engine.SessionCount, Is.EqualTo(2));
    }

    [TestCase("1.0", "body", true)]
    [TestCase("1.1", "ü😀", true)]
    [TestCase("1.2", "body", true)]
    [TestCase("1.0", null, false)]
    [TestCase("1.2", null, false)]
    public async Task W3_W4_connections_of_messages_are_told_length_and_kind_of_each_frame(string version, string? text, bool isText)
    {
        var toBroker = new Pipe();
        var toClient = new Pipe();
        var connection = new MessageConnection(new DuplexPipe(toBroker.Reader, toClient.Writer));
        Task session = Broker.Engine.RunAsync(connection);
        byte[] body = text is null ? [0xC3, 0, 0x28] : Encoding.UTF8.GetBytes(text);
        await toBroker.Writer.WriteAsync(Encoding.UTF8.GetBytes(
            Wire.Connect(version, "heart-beat:0,1000\n") + Wire.Subscribe("1", "/topic/a") + Wire.Subscribe(new string('2', 1000), "/topic/a", "client")
            + $"SEND\ndestination:/topic/a\nk:\\\\\ncontent-length:{body.Length}\n\n"));
        await toBroker.Writer.WriteAsync((byte[])[.. body, 0, .. Encoding.UTF8.GetBytes(Wire.Disconnect("receipt:r\n"))]);
        await toBroker.Writer.CompleteAsync();
        await session.WaitAsync(Patience);
        byte[] output = (await toClient.Reader.ReadAsync()).Buffer.ToArray();
        Assert.That(connection.Announced.Select(frame => frame.IsText), Is.EqualTo([true, isText, isText, true]));
        int start = 0;
        foreach ((int length, _) in connection.Announced)
        {
            Assert.That(WireFrame.TryParse(output.AsSpan(start), out _), Is.EqualTo(length));
            start += length;
        }

        Assert.That(start, Is.EqualTo(output.Length));
    }
}
