using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Stomp.Benchmarks.Load.Measuring;
using Stomp.Broker.Messages;
using Stomp.Broker.Sqlite;
using Stomp.Broker.Storage;

namespace Stomp.Benchmarks.Storage;

/// <summary>One publisher that adds messages to a queue, with at most a window of them not stored yet; what is stored is removed, where that is wanted.</summary>
internal sealed class StoreFlow : IStoreOwner, IStoreWaiter
{
    private const long QueueId = 1;
    private const long MaxPendingBytes = 16 << 20;

    private readonly StoreFlowSettings _settings;
    private readonly StoreWriter _writer;
    private readonly Message _message;
    private readonly object _lock = new();
    private readonly Queue<(long Ticket, long LastPosition)> _waiting = new();
    private long _position;
    private long _stored;
    private long _waitedFor;
    private bool _isLate;
    private StompStoreException? _failure;

    private StoreFlow(StoreFlowSettings settings, StoreWriter writer, Message message)
    {
        _settings = settings;
        _writer = writer;
        _message = message;
    }

    public static async Task<StoreFigures> RunAsync(StoreFlowSettings settings, CancellationToken cancellationToken)
    {
        string directory = System.IO.Directory.CreateDirectory(Path.Combine(settings.Directory, $"stomp-store-{Guid.NewGuid():N}")).FullName;
        try
        {
            var options = Options.Create(new StompSqliteOptions { Directory = directory });
            await using var store = new SqliteMessageStore(options, NullLogger<SqliteMessageStore>.Instance);
            await store.OpenAsync(null, cancellationToken);
            await using var writer = StoreWriter.Start(store, MaxPendingBytes, TimeProvider.System, NullLogger.Instance);
            writer.CreateQueue(QueueId, 0, "/queue/a"u8.ToArray(), default);
            await writer.FlushAsync();
            Message message = MakeMessage(settings.Size);
            var flow = new StoreFlow(settings, writer, message);
            flow.Publish(settings.Duration / 4, cancellationToken); // the file of the write-ahead log grows to its size, and the code is compiled
            StoreFigures figures = flow.Measure(cancellationToken);
            await writer.FlushAsync();
            message.Release();
            return figures;
        }
        finally
        {
            System.IO.Directory.Delete(directory, recursive: true);
        }
    }

    public void OnAddFailed(long queue, long position, StompStoreException failure) => _failure = failure;

    public void OnSetFailed(ReadOnlyMemory<byte> key, StompStoreException failure) => _failure = failure;

    public void OnStored(long ticket, StompStoreException? failure)
    {
        long first;
        long last;
        lock (_lock)
        {
            first = _stored + 1;
            last = _stored;
            while (_waiting.TryPeek(out (long Ticket, long LastPosition) oldest) && oldest.Ticket <= ticket)
            {
                last = _waiting.Dequeue().LastPosition;
            }

            _stored = last;
            Monitor.Pulse(_lock);
        }

        for (long position = first; _settings.Removes && position <= last; position++)
        {
            _writer.Remove(QueueId, position);
        }
    }

    private static Message MakeMessage(int size)
    {
        var encoder = new MessageEncoder(new MessagePool());
        int others = Encode(0).Length;
        return Encode(Math.Max(0, size - others));

        Message Encode(int body) => encoder.Encode("/queue/a"u8, "text/plain", [], Encoding.ASCII.GetBytes(new string('x', body)));
    }

    private StoreFigures Measure(CancellationToken cancellationToken)
    {
        long cancelled = _writer.Cancelled;
        (long commits, long operations, long position) = (_writer.Commits.Commits, _writer.Commits.Operations, _position);
        double cpu = Machine.OwnCpuSeconds;
        long started = Stopwatch.GetTimestamp();
        Publish(_settings.Duration, cancellationToken);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        cpu = Machine.OwnCpuSeconds - cpu;
        commits = _writer.Commits.Commits - commits;
        double messages = _position - position;
        return new StoreFigures(
            messages / seconds,
            cpu * 1e6 / messages,
            commits / seconds,
            (double)(_writer.Commits.Operations - operations) / commits,
            (_writer.Cancelled - cancelled) / messages);
    }

    private void Publish(TimeSpan duration, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            cancellationToken.ThrowIfCancellationRequested();
            WaitForWindow(_settings.Window);
            Add();
            if (_isLate)
            {
                _isLate = false;
                OnStored(_waitedFor, null);
            }
        }

        WaitForWindow(1); // all are stored
    }

    private void WaitForWindow(int window)
    {
        lock (_lock)
        {
            while (_position - _stored >= window)
            {
                if (_failure is not null)
                {
                    throw _failure;
                }

                Monitor.Wait(_lock);
            }
        }
    }

    private void Add()
    {
        lock (_lock)
        {
            long ticket = _writer.Add(new StoredMessageInfo(QueueId, ++_position, 4), _message, this);
            _waiting.Enqueue((ticket, _position));
            if (ticket != _waitedFor && !_writer.TryWait(_waitedFor = ticket, this, out _))
            {
                _isLate = true; // it was done before it could be waited for
            }
        }
    }
}
