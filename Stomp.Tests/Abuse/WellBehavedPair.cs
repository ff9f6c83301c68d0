using System.Diagnostics;
using System.Globalization;
using System.Net;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Abuse;

/// <summary>
/// A publisher and a subscriber that do nothing wrong: numbered messages at a modest, steady rate, each with a receipt. Every one must
/// arrive, in order and once, and every receipt must come; whatever else happens ends them with an exception.
/// </summary>
/// <remarks>
/// They are a process of their own, <c>Stomp.Tests pair HOST:PORT</c>: among the abusers they would measure what it is like to share a
/// collector and a thread pool with thousands of connections. Owns three threads until it ends.
/// </remarks>
internal sealed class WellBehavedPair : IDisposable
{
    /// <summary>What it understands on its standard input: to end in order.</summary>
    public const string Stop = "stop";

    /// <summary>Its last line, when all is well. The others are the latencies of the messages in their order, in ticks of the stopwatch.</summary>
    public const string End = "end";

    private const int MaxMessages = 1_000_000;
    private const string Destination = "/topic/well-behaved";
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(4);

    private readonly BlockingPeer _publisher;
    private readonly BlockingPeer _subscriber;
    private readonly TextWriter _latencies;
    private volatile bool _isStopping;
    private int _published;
    private int _confirmed;
    private int _delivered;

    private WellBehavedPair(IPEndPoint server, TextWriter latencies)
    {
        _latencies = latencies;
        _publisher = new BlockingPeer(server);
        _subscriber = new BlockingPeer(server);
        _subscriber.Send(WireText.Subscribe(Destination));
        _subscriber.Expect("RECEIPT\nreceipt-id:subscribed\n");
    }

    /// <summary>Runs a pair until it is told to stop, or something is wrong.</summary>
    /// <returns>The exit code: 0 when all came that had to come.</returns>
    public static async Task<int> RunAsync(IPEndPoint server, TextReader input, TextWriter output)
    {
        using var pair = new WellBehavedPair(server, output);
        Task publishing = Start(pair.Publish);
        Task confirming = Start(pair.ReadReceipts);
        Task delivering = Start(pair.ReadMessages);
        Task<string?> stopping = Task.Run(input.ReadLine);
        Task first = await Task.WhenAny(stopping, publishing, confirming, delivering);
        await first;

        // All receipts are there, so all messages are on their way; behind them comes this receipt, and no message again.
        pair._isStopping = true;
        await publishing;
        pair._publisher.Send("DISCONNECT\nreceipt:end\n\n\0");
        await confirming;
        pair._subscriber.Send("DISCONNECT\nreceipt:end\n\n\0");
        await delivering;
        Check((pair._delivered, pair._confirmed) == (pair._published, pair._published), $"{pair._published}", $"{pair._delivered} messages and {pair._confirmed} receipts");
        await output.WriteLineAsync(End);
        return 0;
    }

    public void Dispose()
    {
        _publisher.Dispose();
        _subscriber.Dispose();
    }

    private static Task Start(Action loop) =>
        Task.Factory.StartNew(loop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Publish()
    {
        long started = Stopwatch.GetTimestamp();
        for (int number = 0; !_isStopping && number < MaxMessages; number++)
        {
            // Paced by the clock, not by the last message: after a stall the messages that are due follow at once, none is skipped.
            TimeSpan early = (number * Pace) - Stopwatch.GetElapsedTime(started);
            if (early > TimeSpan.Zero)
            {
                Thread.Sleep(early);
            }

            _publisher.Send(WireText.Send(Destination, string.Create(CultureInfo.InvariantCulture, $"{number} {Stopwatch.GetTimestamp()}"), $"receipt:{number}\n"));
            _published++;
        }
    }

    private void ReadReceipts()
    {
        for (int number = 0; ; number++)
        {
            string receipt = _publisher.Receive();
            if (receipt == "RECEIPT\nreceipt-id:end\n\n")
            {
                return;
            }

            Check(receipt == string.Create(CultureInfo.InvariantCulture, $"RECEIPT\nreceipt-id:{number}\n\n"), $"receipt {number}", receipt);
            _confirmed++;
        }
    }

    private void ReadMessages()
    {
        for (int number = 0; ; number++)
        {
            string frame = _subscriber.Receive();
            long now = Stopwatch.GetTimestamp();
            if (frame == "RECEIPT\nreceipt-id:end\n\n")
            {
                return;
            }

            string[] body = WireText.Body(frame).Split(' ');
            Check(body is [_, _] && body[0] == number.ToString(CultureInfo.InvariantCulture), $"message {number}", frame);
            _latencies.WriteLine((now - long.Parse(body[1], CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture));
            _delivered++;
        }
    }

    private static void Check(bool isRight, string what, string frame)
    {
        if (!isRight)
        {
            throw new InvalidDataException($"not {what} but: {frame}");
        }
    }
}
