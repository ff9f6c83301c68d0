using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Stomp.Tests.EndToEnd;

/// <summary>Keeps what an application logs.</summary>
internal sealed class LogRecorder : ILoggerProvider
{
    private readonly ConcurrentQueue<LogEntry> _entries = new();

    public IReadOnlyCollection<LogEntry> Entries => _entries;

    /// <summary>What must never be logged: that the broker itself failed.</summary>
    public IEnumerable<LogEntry> Errors => _entries.Where(static entry => entry.Level >= LogLevel.Error);

    /// <summary>Waits for an event.</summary>
    /// <returns>Its text.</returns>
    public async Task<string> WaitForAsync(int eventId, string text = "")
    {
        LogEntry? found = null;
        await Eventually.HoldsAsync(
            () => (found = _entries.FirstOrDefault(entry => entry.EventId == eventId && entry.Text.Contains(text, StringComparison.Ordinal))) is not null,
            $"event {eventId} with '{text}' in the log");
        return found!.Text;
    }

    public void Clear() => _entries.Clear();

    public ILogger CreateLogger(string categoryName) => new Logger(_entries);

    public void Dispose()
    {
    }

    private sealed class Logger(ConcurrentQueue<LogEntry> entries) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            entries.Enqueue(new LogEntry(logLevel, eventId.Id, formatter(state, exception), exception));
    }
}

/// <summary>One thing logged.</summary>
internal sealed record LogEntry(LogLevel Level, int EventId, string Text, Exception? Exception);
