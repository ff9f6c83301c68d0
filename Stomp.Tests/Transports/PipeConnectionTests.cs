using System.IO.Pipelines;
using NUnit.Framework;
using Stomp.Core.Protocol;
using Stomp.Core.Transports;

namespace Stomp.Tests.Transports;

/// <summary>A connection over a pair of pipes.</summary>
public sealed class PipeConnectionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DuplexPipe _pipes = new();

    [Test]
    public void It_carries_a_stream_of_any_version()
    {
        var connection = new PipeConnection(_pipes);
        Assert.That(connection.Input, Is.SameAs(_pipes.Input));
        Assert.That(connection.Output, Is.SameAs(_pipes.Output));
        Assert.That(connection.Transport, Is.EqualTo("pipe"));
        Assert.That(connection.IsMessageOriented, Is.False);
        Assert.That(connection.MaximumVersion, Is.EqualTo(StompVersion.V12));
        Assert.That(new PipeConnection(_pipes, "tcp").Transport, Is.EqualTo("tcp"));
    }

    [Test]
    public async Task Closing_the_output_completes_it()
    {
        var pipes = new DuplexPipe();
        await new PipeConnection(pipes).CloseOutputAsync(CloseStatus.ProtocolError, "why");
        ReadResult result = await pipes.Out.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        Assert.That(result.IsCompleted, Is.True);
    }

    [Test]
    public async Task Abort_ends_a_pending_read_and_a_pending_flush()
    {
        var pipes = new DuplexPipe();
        string? reason = null;
        var connection = new PipeConnection(pipes, abort: text => reason = text);
        Task<ReadResult> reading = connection.Input.ReadAsync().AsTask();
        Task<FlushResult> flushing = connection.Output.WriteAsync(new byte[100]).AsTask();
        Assert.That(reading.IsCompleted || flushing.IsCompleted, Is.False);

        connection.Abort("a test");
        Assert.That((await reading.WaitAsync(Patience)).IsCanceled, Is.True);
        Assert.That((await flushing.WaitAsync(Patience)).IsCanceled, Is.True);
        Assert.That(reason, Is.EqualTo("a test"));
    }

    private sealed class DuplexPipe : IDuplexPipe
    {
        private readonly Pipe _in = new();

        public Pipe Out { get; } = new(new PipeOptions(pauseWriterThreshold: 10, resumeWriterThreshold: 5));

        public PipeReader Input => _in.Reader;

        public PipeWriter Output => Out.Writer;
    }
}
