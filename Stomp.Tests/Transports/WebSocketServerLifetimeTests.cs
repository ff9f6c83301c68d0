using System.IO.Pipelines;
using NUnit.Framework;
using Stomp.Core.Transports;
using Stomp.Core.Transports.WebSockets;

namespace Stomp.Tests.Transports;

/// <summary>How the server's side of a WebSocket ends, whatever is under way, and on whose thread its reader runs.</summary>
public sealed class WebSocketServerLifetimeTests : WebSocketServerFixture
{
    [Test]
    public async Task Aborting_ends_a_read_and_a_write_that_wait()
    {
        Connect(window: 16);
        Task running = Connection.RunAsync();
        Task<ReadResult> reading = Connection.Input.ReadAsync().AsTask();
        Connection.BeginFrame(1000, isText: true);
        Connection.Output.Advance(Connection.Output.GetSpan(1000)[..1000].Length);
        Task flushing = Connection.Output.FlushAsync().AsTask();
        Task closing = Connection.CloseOutputAsync(CloseStatus.GoingAway, "behind it").AsTask();
        Assert.That(flushing.IsCompleted, Is.False);
        Connection.Abort("that is enough");
        await running.WaitAsync(Patience);
        Assert.That(async () => await flushing.WaitAsync(Patience), Throws.InstanceOf<IOException>());
        await closing.WaitAsync(Patience); // nobody is left to tell the reason to
        await Task.WhenAny(reading).WaitAsync(Patience);
        Assert.That(Aborts.First(), Is.EqualTo("that is enough"));
    }

    [Test]
    public void Nothing_is_aborted_after_the_stream_was_given_back()
    {
        Connection.Dispose();
        Connection.Abort("too late");
        Assert.That(Aborts, Is.Empty);
    }

    [Test]
    public async Task A_reader_that_has_completed_ends_it()
    {
        Task running = Connection.RunAsync();
        await Connection.Input.CompleteAsync();
        await SendAsync(ClientFrames.Frame(ClientFrames.Text, "x"u8));
        await running.WaitAsync(Patience);
        Assert.That(Connection.HasEnded, Is.True);
    }

    [Test]
    public async Task What_nobody_expects_of_a_stream_ends_the_input_and_is_not_swallowed()
    {
        await using var stream = new BadStream();
        using var connection = new WebSocketServerConnection(stream, static _ => { });
        Task running = connection.RunAsync();
        Assert.That(async () => await running.WaitAsync(Patience), Throws.InstanceOf<NotSupportedException>());
        Assert.That(connection.HasEnded, Is.True);
        ReadResult result = await connection.Input.ReadAsync().AsTask().WaitAsync(Patience);
        Assert.That(result.IsCompleted, Is.True);
    }

    [Test]
    public async Task A_reader_goes_on_where_the_octets_arrive()
    {
        var pipe = new Pipe(new PipeOptions(readerScheduler: ArrivalScheduler.Instance, useSynchronizationContext: false));
        Task<Thread> reading = GetThreadAsync(pipe.Reader);
        Thread arriving = Start(() =>
        {
            pipe.Writer.GetSpan(1);
            pipe.Writer.Advance(1);
            Assert.That(ArrivalScheduler.FlushAsync(pipe.Writer).AsTask().IsCompleted, Is.True);
        });
        Assert.That(await reading.WaitAsync(Patience), Is.SameAs(arriving));
    }

    [Test]
    public async Task A_reader_does_not_go_on_where_somebody_cancels_its_read()
    {
        Task<Thread> reading = GetThreadAsync(Connection.Input);
        Thread cancelling = Start(() => Connection.Abort("the ticker says so"));
        Assert.That(await reading.WaitAsync(Patience), Is.Not.SameAs(cancelling));
    }

    [Test]
    public async Task A_reader_does_not_run_another_that_it_wakes()
    {
        var pipe = new Pipe(new PipeOptions(readerScheduler: ArrivalScheduler.Instance, useSynchronizationContext: false));
        var other = new Pipe(new PipeOptions(readerScheduler: ArrivalScheduler.Instance, useSynchronizationContext: false));
        Task<Thread> otherReading = GetThreadAsync(other.Reader);
        Task reading = WakeAsync(pipe.Reader, other.Reader);
        Thread arriving = Start(() =>
        {
            pipe.Writer.GetSpan(1);
            pipe.Writer.Advance(1);
            Assert.That(ArrivalScheduler.FlushAsync(pipe.Writer).AsTask().IsCompleted, Is.True);
        });
        await reading.WaitAsync(Patience);
        Assert.That(await otherReading.WaitAsync(Patience), Is.Not.SameAs(arriving));
    }

    private static async Task<Thread> GetThreadAsync(PipeReader reader)
    {
        await reader.ReadAsync().ConfigureAwait(false);
        return Thread.CurrentThread;
    }

    private static async Task WakeAsync(PipeReader reader, PipeReader other)
    {
        await reader.ReadAsync().ConfigureAwait(false);
        other.CancelPendingRead();
    }

    private static Thread Start(ThreadStart action)
    {
        var thread = new Thread(action) { IsBackground = true };
        thread.Start();
        return thread;
    }

    // Some servers' streams do not know reads into no memory.
    private sealed class BadStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("no such read");
    }
}
