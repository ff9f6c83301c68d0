using System.Diagnostics;
using System.Globalization;
using System.Net;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Abuse;

/// <summary>
/// A publisher and a subscriber that do nothing wrong: numbered messages at a modest, steady rate, each with a receipt. Every one must
/// arrive, in order and once, and every receipt must come; whatever else happens stops them, and fails the test.
/// </summary>
internal sealed class WellBehavedPair : IDisposable
{
    private const int MaxMessages = 100_000;
    private const string Destination = "/topic/well-behaved";
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(4);

    private readonly BlockingPeer _publisher;
    private readonly BlockingPeer _subscriber;
    private readonly long[] _latencies = new long[MaxMessages];
    private readonly Task[] _tasks;
    private volatile bool _isStopping;
    private int _published;
    private int _confirmed;
    private int _delivered;

    public WellBehavedPair(IPEndPoint server)
    {
        _publisher = new BlockingPeer(server);
        _subscriber = new BlockingPeer(server);
        _subscriber.Send(WireText.Subscribe(Destination));
        _subscriber.Expect("RECEIPT\nreceipt-id:subscribed\n");
        _tasks = [Start(Publish), Start(ReadReceipts), Start(ReadMessages)];
    }

    /// <summary>Messages published so far: the number of the next one.</summary>
    public int Published => Volatile.Read(ref _published);

    /// <summary>Waits until as many messages were published, and all of them delivered and confirmed.</summary>
    public async Task DeliverAsync(int count)
    {
        await Eventually.HoldsAsync(
            () => HasFailed() || (Volatile.Read(ref _delivered) >= count && Volatile.Read(ref _confirmed) >= count),
            $"{count} messages are delivered and confirmed");
        await FailIfFailedAsync();
    }

    /// <summary>The time from SEND to MESSAGE that 99 of 100 messages keep, of those from one number up to another.</summary>
    public TimeSpan P99(int from, int to)
    {
        Assert.That(Volatile.Read(ref _delivered), Is.GreaterThanOrEqualTo(to));
        long[] sorted = _latencies[from..to];
        Array.Sort(sorted);
        return Stopwatch.GetElapsedTime(0, sorted[(int)(sorted.Length * 0.99)]);
    }

    /// <summary>Ends the publishing, and checks that nothing was lost and nothing came twice.</summary>
    public async Task StopAsync()
    {
        _isStopping = true;
        await _tasks[0].WaitAsync(Eventually.Patience);
        _publisher.Send("DISCONNECT\nreceipt:end\n\n\0");
        await _tasks[1].WaitAsync(Eventually.Patience);
        await DeliverAsync(Published);

        // All receipts are there, so all messages are on their way; behind them comes this receipt, and no message again.
        _subscriber.Send("DISCONNECT\nreceipt:end\n\n\0");
        await Task.WhenAll(_tasks).WaitAsync(Eventually.Patience);
        Assert.That((_delivered, _confirmed), Is.EqualTo((_published, _published)));
    }

    public void Dispose()
    {
        _isStopping = true;
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
            Volatile.Write(ref _published, number + 1);
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
            Volatile.Write(ref _confirmed, number + 1);
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
            _latencies[number] = now - long.Parse(body[1], CultureInfo.InvariantCulture);
            Volatile.Write(ref _delivered, number + 1);
        }
    }

    private static void Check(bool isRight, string what, string frame)
    {
        if (!isRight)
        {
            throw new InvalidDataException($"not {what} but: {frame}");
        }
    }

    private bool HasFailed() => _tasks.Any(static task => task.IsFaulted);

    private async Task FailIfFailedAsync()
    {
        foreach (Task failed in _tasks.Where(static task => task.IsFaulted))
        {
            await failed;
        }
    }
}
