using System.Collections.Concurrent;
using System.IO.Pipelines;
using Stomp.Core.Transports;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Handlers;

/// <summary>A connection whose octets arrive on a thread of its own, as with sockets whose completions run inline.</summary>
internal sealed class DedicatedThreadConnection : StompConnection
{
    private readonly StompConnection _inner;
    private readonly Pipe _pipe;

    public DedicatedThreadConnection(IDuplexPipe pipe, Action<string> abort)
    {
        var scheduler = new ThreadScheduler();
        _pipe = new Pipe(new PipeOptions(readerScheduler: scheduler, writerScheduler: PipeScheduler.ThreadPool, useSynchronizationContext: false));
        _inner = new PipeConnection(new DuplexPipe(_pipe.Reader, pipe.Output), "pipe", abort);
        _ = Task.Run(async () =>
        {
            await pipe.Input.CopyToAsync(_pipe.Writer);
            await _pipe.Writer.CompleteAsync();
            scheduler.Dispose();
        });
    }

    public override PipeReader Input => _inner.Input;

    public override PipeWriter Output => _inner.Output;

    public override string Transport => "dedicated";

    public override ValueTask CloseOutputAsync(CloseStatus status, string reason) => _inner.CloseOutputAsync(status, reason);

    public override void Abort(string reason) => _inner.Abort(reason);

    private sealed class ThreadScheduler : PipeScheduler, IDisposable
    {
        private readonly BlockingCollection<(Action<object?> Action, object? State)> _work = [];

        public ThreadScheduler() =>
            new Thread(() =>
            {
                foreach ((Action<object?> action, object? state) in _work.GetConsumingEnumerable())
                {
                    action(state);
                }
            })
            { IsBackground = true }.Start();

        public override void Schedule(Action<object?> action, object? state)
        {
            if (!_work.IsAddingCompleted)
            {
                _work.Add((action, state));
            }
            else
            {
                action(state);
            }
        }

        public void Dispose() => _work.CompleteAdding();
    }
}
