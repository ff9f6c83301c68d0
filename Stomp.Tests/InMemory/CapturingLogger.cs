using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Stomp.Broker;

namespace Stomp.Tests.InMemory;

/// <summary>Keeps what the broker logs.</summary>
public sealed class CapturingLogger : ILogger<StompBroker>
{
    private readonly ConcurrentQueue<(LogLevel Level, int Id, string Text)> _entries = new();

    /// <summary>The entries so far: level, event id, text with the exception's, if there was one.</summary>
    public IReadOnlyCollection<(LogLevel Level, int Id, string Text)> Entries => _entries;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        _entries.Enqueue((logLevel, eventId.Id, $"{formatter(state, exception)} {exception}"));
    }
}
