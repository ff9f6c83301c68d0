using System.Buffers;
using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using Stomp.Broker.Publishing;
using Stomp.Broker.Sessions;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Handlers;

/// <summary>A message, or a subscription, that a handler is called for, and what goes with it. A handler can take it as a parameter.</summary>
/// <remarks>One handler at a time uses it. It is valid until the handler has finished, a stream that it returns included.</remarks>
public sealed class StompMessageContext : IAsyncDisposable
{
    private readonly HandlerRegistry _registry;
    private readonly Lock _lock = new();
    private byte[] _body;
    private int _bodyLength;
    private AsyncServiceScope? _scope;
    private CancellationTokenSource? _cancellation;
    private bool _isCancelled;
    private int _isFinished;

    internal StompMessageContext(HandlerRegistry registry, MessageHandler handler, HandlerCaller caller, string destination, int prefixLength, string[] values)
    {
        _registry = registry;
        _body = [];
        Handler = handler;
        Caller = caller;
        Destination = destination;
        PrefixLength = prefixLength;
        RawValues = values;
    }

    /// <summary>The destination, as the client wrote it: <c>/app/chat/lobby</c>.</summary>
    public string Destination { get; }

    /// <summary>The headers; empty where the handler's parameters do not ask for any.</summary>
    public StompHeaders Headers { get; internal set; } = StompHeaders.Empty;

    /// <summary>The <c>content-type</c> of the body; <see langword="null"/> without one.</summary>
    public string? ContentType { get; internal set; }

    /// <summary>The body; empty for a subscription. Copy what outlives the handler.</summary>
    public ReadOnlyMemory<byte> Body => _body.AsMemory(0, _bodyLength);

    /// <summary>The session of the client.</summary>
    public IStompSession Session => Caller.Session;

    /// <summary>The user of the session.</summary>
    public ClaimsPrincipal User => Session.User;

    /// <summary>Publishes to anybody.</summary>
    public IStompPublisher Publisher => _registry.Publisher;

    /// <summary>Fires when the session has ended, or the time of the handler is over (<see cref="Configuration.StompHandlerOptions.Timeout"/>).</summary>
    public CancellationToken CancellationToken
    {
        get
        {
            lock (_lock)
            {
                if (_cancellation is null)
                {
                    _cancellation = new CancellationTokenSource();
                    if (_isCancelled)
                    {
                        _cancellation.Cancel();
                    }
                }

                return _cancellation.Token;
            }
        }
    }

    /// <summary>The services of this message: its scope is made at the first use, and disposed when the handler has finished.</summary>
    /// <exception cref="InvalidOperationException">The broker was made without services.</exception>
    public IServiceProvider Services => (_scope ??= _registry.Services.CreateAsyncScope()).ServiceProvider;

    /// <summary>The services, if the broker has any.</summary>
    internal IServiceProvider? ServicesOrNull => _registry.HasServices ? Services : null;

    /// <summary>The value of a variable of the pattern, percent-decoded.</summary>
    /// <exception cref="ArgumentException">The pattern has no such variable.</exception>
    public string GetVariable(string name) =>
        Handler.Pattern.IndexOf(name) is var index and >= 0
            ? Uri.UnescapeDataString(RawValues[index])
            : throw new ArgumentException($"The pattern '{Handler.Pattern}' has no variable '{name}'.", nameof(name));

    internal MessageHandler Handler { get; }

    internal HandlerCaller Caller { get; }

    /// <summary>The destination behind the application prefix.</summary>
    internal ReadOnlySpan<char> Path => Destination.AsSpan(PrefixLength);

    internal int PrefixLength { get; }

    /// <summary>The values of the pattern's variables as they stand in the destination.</summary>
    internal string[] RawValues { get; }

    /// <summary>The subscription that it is called for; <see langword="null"/> for a message.</summary>
    internal Subscription? Subscription { get; init; }

    /// <summary>The receipt that the client asked for.</summary>
    internal ReceiptRequest Receipt { get; init; }

    /// <summary>What the handler that failed has thrown, for a handler of exceptions.</summary>
    internal Exception? Exception { get; set; }

    /// <summary>Whether somebody has asked for the end; for those who need no token.</summary>
    internal bool IsCancelled => Volatile.Read(ref _isCancelled);

    /// <summary>Ends the call, once: either the handler has finished, or nobody waits for it any more.</summary>
    /// <returns><see langword="false"/> when it has ended before.</returns>
    internal bool TryFinish() => Interlocked.Exchange(ref _isFinished, 1) == 0;

    /// <summary>Whether <see cref="TryFinish"/> was called.</summary>
    internal bool IsFinished => Volatile.Read(ref _isFinished) != 0;

    /// <summary>Whether the elements of a stream are being sent: that takes as long as it takes.</summary>
    internal bool IsStreaming { get; set; }

    /// <summary>Takes memory for the body, which the caller fills.</summary>
    internal Span<byte> TakeBody(int length)
    {
        _bodyLength = length;
        if (length > 0)
        {
            _body = ArrayPool<byte>.Shared.Rent(length);
        }

        return _body.AsSpan(0, length);
    }

    /// <summary>Fires the token, not on this stack: callbacks may take their time, and throw.</summary>
    internal void Cancel()
    {
        lock (_lock)
        {
            if (!_isCancelled)
            {
                _isCancelled = true;
                _cancellation?.CancelAsync();
            }
        }
    }

    internal void ReturnBody()
    {
        byte[] body = _body;
        (_body, _bodyLength) = ([], 0);
        if (body.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    /// <summary>The broker calls it.</summary>
    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        lock (_lock)
        {
            _cancellation?.Dispose();
            _cancellation = null;
        }

        ReturnBody();
        if (_scope is { } scope)
        {
            await scope.DisposeAsync();
        }
    }
}
