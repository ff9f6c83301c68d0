using System.IO.Pipelines;
using System.Text;
using NUnit.Framework;
using Stomp.AspNetCore;
using Stomp.AspNetCore.SockJs.Frames;
using Stomp.AspNetCore.SockJs.Sessions;
using Stomp.Broker.Configuration;
using Stomp.Broker.Timing;
using Stomp.Core.Transports;
using Stomp.Tests.EndToEnd;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.SockJs;

/// <summary>The session that all transports share: who gets which frame when, and how it ends.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SockJsSessionTests
{
    private readonly ManualTime _time = new();
    private readonly StompSockJsOptions _options = new() { MaxBufferedBytes = 100 };
    private readonly Receiver _receiver = new();
    private readonly TaskCompletionSource _served = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SockJsSession _session = null!;
    private Ticker _ticker = null!;
    private int _expired;
    private int _closed;

    [SetUp]
    public void StartSession()
    {
        _ticker = new Ticker(_time);
        _session = new SockJsSession(new SessionSettings(_options, new StompLimits(), _ticker, _time, null), "sockjs-test")
        {
            Owner = new SessionOwner(null, null, null),
            Expired = session =>
            {
                _expired++;
                _ticker.Remove(session);
            },
            Closed = _ => _closed++,
        };
        _ = _session.ServeAsync(_ => _served.Task);
    }

    [TearDown]
    public void EndSession()
    {
        _served.TrySetResult();
        _ticker.Dispose();
    }

    [Test]
    public async Task The_first_frame_says_that_it_is_open_even_when_it_is_closed_at_once()
    {
        _session.Close(CloseFrame.GoAway);
        Assert.That(_session.Attach(_receiver), Is.Null);
        Assert.That(await TakeAsync(), Is.EqualTo("o"));
        Assert.That(await TakeAsync(), Is.EqualTo("c[3000,\"Go away!\"]"));
        Assert.That(_session.State, Is.EqualTo(SessionState.Closed));
        Assert.That(_closed, Is.EqualTo(1));
    }

    [Test]
    public async Task What_is_written_while_nobody_takes_it_comes_in_one_frame_in_order()
    {
        await OpenAsync();
        await WriteAsync("one", "two");
        await WriteAsync("three");
        Assert.That(await TakeAsync(), Is.EqualTo("a[\"one\",\"two\",\"three\"]"));
        await WriteAsync("four");
        Assert.That(await TakeAsync(), Is.EqualTo("a[\"four\"]"));
    }

    [Test]
    public async Task Octets_that_no_frame_was_announced_for_are_a_message()
    {
        await OpenAsync();
        await _session.Output.WriteAsync(Encoding.UTF8.GetBytes("x"));
        Assert.That(await TakeAsync(), Is.EqualTo("a[\"x\"]"));
    }

    [Test]
    public async Task A_heart_beat_comes_after_25_s_without_any_other_frame()
    {
        await OpenAsync();
        _time.Advance(24_000);
        await WriteAsync("x");
        Assert.That(await TakeAsync(), Is.EqualTo("a[\"x\"]"));
        Task<string> next = TakeAsync();
        _time.Advance(24_900);
        Assert.That(next.IsCompleted, Is.False);
        _time.Advance(150);
        Assert.That(await next.WaitAsync(Eventually.Patience), Is.EqualTo("h"));
        next = TakeAsync();
        _time.Advance(24_900);
        Assert.That(next.IsCompleted, Is.False);
        _time.Advance(150);
        Assert.That(await next.WaitAsync(Eventually.Patience), Is.EqualTo("h"));
    }

    [Test]
    public async Task Without_a_receiver_it_ends_after_5_s_and_the_broker_sees_that()
    {
        await OpenAsync();
        _session.Detach(_receiver);
        _time.Advance(4_900);
        Assert.That(_session.Attach(_receiver), Is.Null);
        _time.Advance(10_000);
        _session.Detach(_receiver);
        ValueTask<ReadResult> read = _session.Input.ReadAsync();
        _time.Advance(4_900);
        Assert.That(_expired, Is.Zero);
        Assert.That(read.IsCompleted, Is.False);
        _time.Advance(150);
        Assert.That(_expired, Is.EqualTo(1));
        Assert.That((await read).IsCompleted, Is.True);
        Assert.That((await _session.Output.FlushAsync()).IsCompleted, Is.True);
    }

    [Test]
    public async Task One_that_nobody_ever_takes_from_ends_too()
    {
        _time.Advance(5_100);
        Assert.That(_expired, Is.EqualTo(1));
        Assert.That((await _session.Input.ReadAsync()).IsCompleted, Is.True);
    }

    [Test]
    public async Task A_closed_one_gives_its_close_frame_until_it_expires()
    {
        await OpenAsync();
        await _session.CloseOutputAsync(CloseStatus.PolicyViolation, "no");
        Assert.That(await TakeAsync(), Is.EqualTo("c[1008,\"no\"]"));
        _session.Detach(_receiver);
        Assert.That(_session.Attach(new Receiver()), Is.EqualTo(new CloseFrame(1008, "no")));
        Assert.That(_session.Attach(new Receiver()), Is.EqualTo(new CloseFrame(1008, "no")));
        Assert.That((await _session.Input.ReadAsync()).IsCompleted, Is.True, "the client knows that it is over");
        _time.Advance(5_100);
        Assert.That(_expired, Is.EqualTo(1));
    }

    [Test]
    public async Task All_that_was_written_comes_before_the_close_frame()
    {
        await OpenAsync();
        await WriteAsync("last");
        await _session.CloseOutputAsync(CloseStatus.Normal, "bye \"x\"");
        Assert.That(await TakeAsync(), Is.EqualTo("a[\"last\"]"));
        Assert.That(await TakeAsync(), Is.EqualTo("c[1000,\"bye \\\"x\\\"\"]"));
    }

    [Test]
    public async Task A_second_receiver_is_told_so_until_the_first_has_left()
    {
        await OpenAsync();
        var second = new Receiver();
        Task left = _session.WhenReceiverLeftAsync();
        Assert.That(_session.Attach(second), Is.EqualTo(CloseFrame.AnotherConnection));
        Assert.That(left.IsCompleted, Is.False);
        _session.Detach(_receiver);
        await left.WaitAsync(Eventually.Patience);
        Assert.That(_session.Attach(second), Is.Null);
        Assert.That((await _session.TakeAsync(_receiver)).Kind, Is.EqualTo(FrameKind.None));
        _session.Detach(_receiver);
        Assert.That(_session.Attach(_receiver), Is.EqualTo(CloseFrame.AnotherConnection), "who is not the receiver cannot leave for it");
    }

    [Test]
    public async Task A_receiver_whose_connection_breaks_ends_it()
    {
        await OpenAsync();
        Task<string> waiting = TakeAsync();
        _session.Interrupt(_receiver);
        Assert.That(await waiting.WaitAsync(Eventually.Patience), Is.Empty);
        Assert.That(_session.Attach(new Receiver()), Is.EqualTo(CloseFrame.Interrupted));
        Assert.That(async () => await _session.Input.ReadAsync(), Throws.InstanceOf<IOException>());
        Assert.That((await _session.Output.FlushAsync()).IsCompleted, Is.True);
    }

    [Test]
    public async Task One_that_has_left_before_its_connection_breaks_does_not()
    {
        await OpenAsync();
        _session.Detach(_receiver);
        _session.Interrupt(_receiver);
        Assert.That(_session.State, Is.EqualTo(SessionState.Open));
    }

    [Test]
    public async Task A_flush_waits_while_more_is_buffered_than_may_be_until_it_is_taken_and_written()
    {
        await OpenAsync();
        await WriteAsync(new string('a', 100));
        Task<FlushResult> flush = WriteAsync("b").AsTask();
        Outgoing taken = await _session.TakeAsync(_receiver);
        Assert.That(taken.Messages!.Length, Is.EqualTo(101));
        Assert.That(flush.IsCompleted, Is.False, "what is being written counts");
        taken.Messages.Clear();
        _session.OnWritten(taken.Kind);
        Assert.That((await flush.WaitAsync(Eventually.Patience)).IsCompleted, Is.False);
    }

    [Test]
    public async Task Aborting_ends_a_flush_that_waits_and_a_receiver_that_is_stuck()
    {
        await OpenAsync();
        Task<FlushResult> flush = WriteAsync(new string('a', 101)).AsTask();
        Outgoing taken = await _session.TakeAsync(_receiver);
        _session.Abort("test");
        Assert.That((await flush.WaitAsync(Eventually.Patience)).IsCompleted, Is.True);
        Assert.That(_receiver.Aborted, Is.EqualTo(1));
        taken.Messages!.Clear();
        Assert.That(_session.Attach(new Receiver()), Is.EqualTo(CloseFrame.GoAway));
    }

    [Test]
    public async Task Aborting_lets_a_receiver_that_waits_say_so()
    {
        await OpenAsync();
        Task<string> next = TakeAsync();
        _session.Abort("test");
        Assert.That(await next.WaitAsync(Eventually.Patience), Is.EqualTo("c[3000,\"Go away!\"]"));
        Assert.That(_receiver.Aborted, Is.Zero);
    }

    [Test]
    public async Task A_receiver_that_stays_when_all_is_over_is_aborted_after_5_s()
    {
        await OpenAsync();
        _session.Close(CloseFrame.GoAway);
        Assert.That(await TakeAsync(), Does.StartWith("c["));
        _time.Advance(4_900);
        Assert.That(_receiver.Aborted, Is.Zero);
        _time.Advance(150);
        Assert.That(_receiver.Aborted, Is.GreaterThan(0));
    }

    [Test]
    public async Task Messages_that_come_in_reach_the_broker_and_none_after_the_end()
    {
        await OpenAsync();
        Assert.That(await _session.Messages.WriteAsync(Encoding.UTF8.GetBytes("in")), Is.True);
        ReadResult read = await _session.Input.ReadAsync();
        Assert.That(Encoding.UTF8.GetString(read.Buffer), Is.EqualTo("in"));
        _session.Input.AdvanceTo(read.Buffer.End);
        _session.Leave();
        Assert.That(await _session.Messages.WriteAsync(Encoding.UTF8.GetBytes("late")), Is.False);
        Assert.That((await _session.Input.ReadAsync()).IsCompleted, Is.True);
    }

    [Test]
    public async Task The_end_of_the_broker_s_session_ends_a_write_that_waits_for_room()
    {
        await OpenAsync();
        Task<bool> write = _session.Messages.WriteAsync(new byte[1_000_000]).AsTask();
        Assert.That(write.IsCompleted, Is.False);
        _served.SetResult();
        Assert.That(await write.WaitAsync(Eventually.Patience), Is.False);
        Assert.That(await TakeAsync(), Is.EqualTo("c[3000,\"Go away!\"]"));
    }

    [Test]
    public async Task A_payload_is_short_until_the_broker_has_answered()
    {
        await OpenAsync();
        Assert.That(_session.MaxPayloadBytes, Is.EqualTo(64 * 1024));
        await WriteAsync("CONNECTED");
        Assert.That(_session.MaxPayloadBytes, Is.EqualTo(_options.MaxPayloadBytes));
    }

    [Test]
    public async Task A_payload_that_takes_longer_than_a_frame_may_ends_it()
    {
        await OpenAsync();
        Task<string> next = TakeAsync();
        _session.Messages.OnPayload(1, _time.GetTimestamp());
        _time.Advance(20_000);
        _session.Messages.OnPayload(2048, _time.GetTimestamp());
        _time.Advance(4_000);
        _session.Messages.OnPayloadEnd();
        _session.Messages.OnPayload(1, _time.GetTimestamp());
        Assert.That(next.IsCompleted, Is.False);
        _time.Advance(33_000);
        string frame = await next.WaitAsync(Eventually.Patience);
        if (frame == "h")
        {
            frame = await TakeAsync();
        }

        Assert.That(frame, Is.EqualTo("c[1008,\"a payload takes longer than the limit of 30 s (FrameTimeout)\"]"));
    }

    [Test]
    public async Task There_is_no_timer_when_all_have_expired()
    {
        await OpenAsync();
        Assert.That(_time.TimerCount, Is.EqualTo(1));
        _ticker.Remove(_session);
        Assert.That(_time.TimerCount, Is.Zero);
    }

    private async Task OpenAsync()
    {
        Assert.That(_session.Attach(_receiver), Is.Null);
        Assert.That(await TakeAsync(), Is.EqualTo("o"));
    }

    private ValueTask<FlushResult> WriteAsync(params string[] messages)
    {
        foreach (string message in messages)
        {
            byte[] octets = Encoding.UTF8.GetBytes(message);
            _session.BeginFrame(octets.Length, isText: true);
            octets.CopyTo(_session.Output.GetSpan(octets.Length));
            _session.Output.Advance(octets.Length);
        }

        return _session.Output.FlushAsync();
    }

    // The next frame, as a transport writes it.
    private async Task<string> TakeAsync()
    {
        Outgoing next = await _session.TakeAsync(_receiver);
        if (next.Kind == FrameKind.None)
        {
            return "";
        }

        var sink = new TextSink();
        await sink.WriteAsync(next);
        next.Messages?.Clear();
        _session.OnWritten(next.Kind);
        return sink.Text;
    }

    private sealed class TextSink() : FrameSink(FrameFormat.Message)
    {
        public string Text { get; private set; } = "";

        protected override ValueTask SendAsync(ReadOnlyMemory<byte> octets, bool endOfFrame)
        {
            Text += Encoding.UTF8.GetString(octets.Span);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Receiver : IReceiver
    {
        public int Aborted { get; private set; }

        public void Abort() => Aborted++;
    }
}
