using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using Stomp.Broker.Configuration;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Fuzzing;

/// <summary>
/// Mutated conversations through whole sessions: each frame is processed or answered with ERROR, others do not notice, and nothing is left.
/// </summary>
[NonParallelizable]
public sealed class SessionFuzzTests
{
    // What all sessions together may leave in memory; one that left its buffers would come to more.
    private const long MemoryLeft = 32 * 1024 * 1024;

    // With so many sessions a run that misses an outcome has a fuzzer that does not work.
    private const int SessionsThatFindEverything = 1_000;

    private readonly FuzzRun _run = new("STOMP_FUZZ_SESSIONS", 2_000);
    private readonly Dictionary<string, int> _outcomes = [];

    [Test]
    public void H17_mutated_conversations_are_answered_and_leave_nothing_behind()
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        _run.Run(random => ExamineAsync(random).GetAwaiter().GetResult());
        long left = GC.GetTotalMemory(forceFullCollection: true) - before;
        string outcomes = string.Join(", ", _outcomes.Select(outcome => $"{outcome.Value} {outcome.Key}"));
        TestContext.Out.WriteLine($"{outcomes}, {left / 1024} KiB more in memory");
        Assert.That(left, Is.LessThan(MemoryLeft), "octets left in memory");
        if (_run.Done >= SessionsThatFindEverything)
        {
            Assert.That(_outcomes.Keys, Is.SupersetOf(new[] { "answered", "refused", "refused before CONNECTED", "disconnected", "cut short" }));
            Assert.That(_outcomes["answered"], Is.GreaterThan(_run.Done / 10));
        }
    }

    private static void MakeTight(StompBrokerOptions options)
    {
        options.Limits.MaxSubscriptions = 3;
        options.Limits.MaxTransactions = 2; // the sentinel's is one
        options.Limits.MaxTransactionActions = 2;
        options.Limits.MaxTransactionBytes = 6;
        options.Limits.MaxUnackedMessages = 2;
        options.Limits.MaxQueueBytes = 400;
        options.Limits.Frame.MaxHeaderLineBytes = 200;
        options.Limits.Frame.MaxHeaderCount = 8;
        options.Limits.Frame.MaxHeaderBlockBytes = 400;
        options.Limits.Frame.MaxBodyBytes = 100;
    }

    private static async Task<List<WireFrame>> ReadAllAsync(WireClient client)
    {
        await client.CloseOutputAsync();
        var frames = new List<WireFrame>();
        while (await client.ReadOrEndAsync() is { } frame)
        {
            frames.Add(frame);
        }

        await client.Session.WaitAsync(WireClient.Patience);
        return frames;
    }

    private static StompVersion? FindVersion(List<WireFrame> frames) => frames.Find(frame => frame.Command == "CONNECTED")?["version"] switch
    {
        null => null,
        "1.0" => StompVersion.V10,
        "1.1" => StompVersion.V11,
        "1.2" => StompVersion.V12,
        var other => throw new AssertionException($"version {other}"),
    };

    // Everything that must be true of the answers, whatever was said.
    private static string Judge(ExpectedSession expected, List<WireFrame> frames, StompVersion? version)
    {
        int errors = frames.Count(frame => frame.Command == "ERROR");
        Assert.That(errors, Is.LessThanOrEqualTo(1), "errors");
        bool isRefused = errors == 1;
        if (isRefused)
        {
            Assert.That(frames[^1].Command, Is.EqualTo("ERROR"), "the last frame");
        }

        if (version is null)
        {
            Assert.That(frames, Has.Count.EqualTo(errors), "frames without CONNECTED");
            Assert.That(isRefused, Is.EqualTo(expected.FrameCount > 0 || expected.IsViolated), "whether the first frame is refused");
            return isRefused ? "refused before CONNECTED" : "cut short";
        }

        Assert.That(frames[0].Command, Is.EqualTo("CONNECTED"), "the first frame");
        string[] receipts = [.. frames.Where(frame => frame.Command == "RECEIPT").Select(frame => frame["receipt-id"] ?? "none")];
        if (isRefused)
        {
            Assert.That(receipts, Is.EqualTo(expected.Receipts.Take(receipts.Length)), "receipts before the ERROR");
            return "refused";
        }

        Assert.That(receipts, Is.EqualTo(expected.Receipts), "receipts");
        Assert.That(expected.IsViolated && !expected.HasDisconnected, Is.False, "octets that are no frame are passed over");
        return expected.HasDisconnected ? "disconnected" : receipts.Contains(Conversation.Sentinel) ? "answered" : "cut short";
    }

    // What lies in queues stays there when its sender goes; it must be to be had, and then the queue be gone.
    private static async Task DrainAsync(InMemoryBroker broker, ExpectedSession expected, StompVersion version)
    {
        StompVersion drains = version == StompVersion.V10 ? StompVersion.V10 : StompVersion.V12;
        foreach (string queue in expected.Queues.Where(queue => queue != Conversation.Queue))
        {
            WireClient client = await broker.ConnectAsync(drains == StompVersion.V10 ? "1.0" : "1.2");
            await client.SendAsync(Subscribe(queue, drains));
            await ReadAllAsync(client); // an ERROR when the sender got one too
        }
    }

    private static byte[] Subscribe(string queue, StompVersion version)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref buffer, version);
        writer.WriteCommand(StompCommand.Subscribe);
        writer.WriteHeader(HeaderName.Id, 1);
        writer.WriteHeader(HeaderName.Destination, Encoding.Latin1.GetBytes(queue));
        writer.EndFrame();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private async Task ExamineAsync(Random random)
    {
        Conversation conversation = Conversation.Make(random);
        bool isTight = random.Next(3) == 0;
        _run.Note(conversation.Octets, isTight ? "tight limits" : "default limits");
        StompBrokerOptions? options = null;
        await using var broker = new InMemoryBroker(made =>
        {
            options = made;
            if (isTight)
            {
                MakeTight(made);
            }
        });
        WireClient other = await broker.ConnectAsync();
        await other.DoAsync(Wire.Subscribe("t", Conversation.Topic), Wire.Subscribe("q", Conversation.Queue));

        WireClient client = broker.Open();
        foreach (byte[] piece in conversation.Pieces)
        {
            await client.SendAsync(piece);
        }

        List<WireFrame> frames = await ReadAllAsync(client);
        StompVersion? version = FindVersion(frames);
        var expected = new ExpectedSession(conversation.Octets, version, options!.Limits.Frame);
        string outcome = Judge(expected, frames, version);
        _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;

        await other.TakeAsync(); // it is served as before
        if (broker.Engine.QueueCount > 1)
        {
            await DrainAsync(broker, expected, version ?? StompVersion.V10);
        }

        Assert.That(broker.Engine.SessionCount, Is.EqualTo(1), "sessions");
        Assert.That(broker.Engine.QueueCount, Is.EqualTo(1), "queues");
        Assert.That(broker.Log.Entries.Where(entry => entry.Level >= LogLevel.Error), Is.Empty, "errors in the log");
    }
}
