using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using NUnit.Framework;
using Stomp.Broker;
using Stomp.Core.Transports;

namespace Stomp.Tests.InMemory;

/// <summary>The other end of a connection in memory: sends text, and takes apart what comes back.</summary>
public sealed class WireClient : IAsyncDisposable
{
    private readonly Pipe _toBroker = new(new PipeOptions(useSynchronizationContext: false, pauseWriterThreshold: 0));
    private readonly Pipe _toClient;
    private readonly PipeReader _input;
    private readonly WatchedReader _toBrokerReader;
    private byte[] _received = [];
    private int _parsed;
    private int _sentinels;

    /// <summary>Opens a connection to a broker.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="window">Octets that the connection takes while the client does not read.</param>
    /// <param name="create">Makes the broker's end; <see langword="null"/> for a <see cref="PipeConnection"/>.</param>
    public WireClient(StompBroker broker, int window = 64 * 1024, Func<IDuplexPipe, Action<string>, StompConnection>? create = null)
    {
        ArgumentNullException.ThrowIfNull(broker);
        _toClient = new Pipe(new PipeOptions(useSynchronizationContext: false, pauseWriterThreshold: window, resumeWriterThreshold: window / 2));
        _input = _toClient.Reader;
        _toBrokerReader = new WatchedReader(_toBroker.Reader);
        var brokersEnd = new DuplexPipe(_toBrokerReader, _toClient.Writer);
        Connection = create?.Invoke(brokersEnd, OnAbort) ?? new PipeConnection(brokersEnd, "pipe", OnAbort);
        Session = Task.Run(async () =>
        {
            await broker.RunAsync(Connection);

            // As a transport does: when the session has ended nothing is open any more.
            await _toBroker.Reader.CompleteAsync();
            await _toClient.Writer.CompleteAsync();
        });
    }

    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    /// <summary>The broker's end of the connection.</summary>
    public StompConnection Connection { get; }

    /// <summary>The broker serving the connection.</summary>
    public Task Session { get; }

    /// <summary>Why the broker aborted the connection; <see langword="null"/> while it did not.</summary>
    public string? AbortReason { get; private set; }

    /// <summary>Whether the broker's end waits for more than was sent.</summary>
    public bool IsAllRead => _toBrokerReader.IsWaiting;

    /// <summary>Octets that the broker has sent and nobody has read.</summary>
    public long Unread
    {
        get
        {
            if (!_input.TryRead(out ReadResult result))
            {
                return 0;
            }

            _input.AdvanceTo(result.Buffer.Start);
            return result.Buffer.Length;
        }
    }

    /// <summary>Waits until the broker has seen all that was sent, so that the clock may move on.</summary>
    public async Task UntilAllReadAsync()
    {
        await Task.Yield();
        Assert.That(SpinWait.SpinUntil(() => IsAllRead, Patience), Is.True);
    }

    /// <summary>Sends text as it is.</summary>
    public Task SendAsync(string wire) => SendAsync(Encoding.UTF8.GetBytes(wire));

    public async Task SendAsync(byte[] wire)
    {
        _toBrokerReader.Expect();
        await _toBroker.Writer.WriteAsync(wire).AsTask().WaitAsync(Patience);
    }

    /// <summary>Reads the next frame or heart-beat.</summary>
    public async Task<WireFrame> ReadAsync() => await ReadOrEndAsync() ?? throw new AssertionException("The connection has ended.");

    /// <summary>Reads the next frame or heart-beat; <see langword="null"/> when the broker has ended its output.</summary>
    public async Task<WireFrame?> ReadOrEndAsync()
    {
        while (true)
        {
            int length = WireFrame.TryParse(_received.AsSpan(_parsed), out WireFrame? frame);
            if (length > 0)
            {
                _parsed += length;
                return frame;
            }

            ReadResult result = await _input.ReadAsync().AsTask().WaitAsync(Patience);
            _received = [.. _received.AsSpan(_parsed), .. result.Buffer.ToArray()];
            _parsed = 0;
            _input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted && result.Buffer.IsEmpty)
            {
                Assert.That(_received, Is.Empty, "octets of an unfinished frame at the end");
                return null;
            }
        }
    }

    /// <summary>Reads past so many frames, known by their NULs, without taking them apart or allocating for each.</summary>
    public async Task SkipAsync(int count)
    {
        while (count > 0)
        {
            ReadResult result = await _input.ReadAsync().AsTask().WaitAsync(Patience);
            foreach (ReadOnlyMemory<byte> segment in result.Buffer)
            {
                count -= segment.Span.Count((byte)0);
            }

            _input.AdvanceTo(result.Buffer.End);
        }
    }

    /// <summary>Reads so many frames.</summary>
    public async Task<List<WireFrame>> ReadManyAsync(int count)
    {
        var frames = new List<WireFrame>();
        while (frames.Count < count)
        {
            frames.Add(await ReadAsync());
        }

        return frames;
    }

    /// <summary>
    /// Reads what the broker had sent, or was about to send, when it processed a frame sent now: what precedes the receipt of it.
    /// So a test knows that nothing else came, without waiting for it not to come.
    /// </summary>
    public async Task<List<WireFrame>> TakeAsync()
    {
        string sentinel = $"sentinel-{++_sentinels}";
        await SendAsync(Wire.Begin(sentinel) + Wire.Abort(sentinel, $"receipt:{sentinel}\n"));
        var frames = new List<WireFrame>();
        while (await ReadAsync() is var frame && frame.ToString() != $"RECEIPT {sentinel}")
        {
            frames.Add(frame);
            if (frame.Command == "ERROR")
            {
                Assert.Fail($"{frame}");
            }
        }

        return frames;
    }

    /// <summary>Asserts that exactly these frames came, written as <see cref="WireFrame.ToString"/> does.</summary>
    public async Task<List<WireFrame>> ExpectAsync(params string[] expected)
    {
        List<WireFrame> frames = await TakeAsync();
        Assert.That(frames.Select(frame => frame.ToString()), Is.EqualTo(expected));
        return frames;
    }

    /// <summary>Sends frames that nothing comes back for, and sees to it that they are processed.</summary>
    public async Task DoAsync(params string[] frames)
    {
        await SendAsync(string.Concat(frames));
        await ExpectAsync();
    }

    /// <summary>Reads an ERROR, and asserts that the broker ends the connection after it.</summary>
    public async Task<WireFrame> ExpectErrorAsync(string message = "")
    {
        WireFrame error = await ReadAsync();
        Assert.That(error.ToString(), Does.StartWith("ERROR ").And.Contain(message));
        await ExpectEndAsync();
        return error;
    }

    /// <summary>Asserts that nothing more comes, that the output ends, and that the session does once the client has closed too.</summary>
    public async Task ExpectEndAsync()
    {
        Assert.That((await ReadOrEndAsync())?.ToString(), Is.Null, "nothing more comes");
        await CloseOutputAsync();
        await Session.WaitAsync(Patience);
    }

    /// <summary>Closes, and then asserts what <see cref="ExpectEndAsync"/> does.</summary>
    public async Task ExpectEndAfterCloseAsync()
    {
        await CloseOutputAsync();
        await ExpectEndAsync();
    }

    /// <summary>The client says no more; it still reads.</summary>
    public ValueTask CloseOutputAsync() => _toBroker.Writer.CompleteAsync();

    /// <summary>The client's process ends: its connection breaks.</summary>
    public async Task VanishAsync()
    {
        await _toBroker.Writer.CompleteAsync(new IOException("The client has gone."));
        await _input.CompleteAsync();
        await Session.WaitAsync(Patience);
    }

    /// <summary>Closes, reads what is left, and waits for the end of the session.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseOutputAsync();
        if (!Session.IsCompleted)
        {
            while (await ReadOrEndAsync() is not null)
            {
            }
        }

        await Session.WaitAsync(Patience);
        await _input.CompleteAsync();
    }

    private void OnAbort(string reason) => AbortReason ??= reason;
}
