using System.Globalization;
using Stomp.Benchmarks.Load.Messages;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>What every scenario needs to know.</summary>
internal sealed record CommonSettings
{
    private static int _runs;

    /// <summary>The server.</summary>
    public required ServerUrl Url { get; init; }

    /// <summary>Octets of each message's body.</summary>
    public int PayloadBytes { get; init; } = 128;

    /// <summary>How long is measured.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the load runs before that.</summary>
    public TimeSpan Warmup { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long nothing may arrive, behind the measured time, before what has not arrived is missing.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long connecting and subscribing may take.</summary>
    public TimeSpan SetUpTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>So many messages instead of a time: all of them are measured; <see langword="null"/> to go by time.</summary>
    public int? Messages { get; init; }

    public string? Login { get; init; }

    public string? Passcode { get; init; }

    /// <summary>The <c>host</c> of CONNECT; that of the URL when <see langword="null"/>.</summary>
    public string? VirtualHost { get; init; }

    public string TopicPrefix { get; init; } = "/topic/";

    public string QueuePrefix { get; init; } = "/queue/";

    /// <summary>The start of all destinations' names: runs do not meet each other's messages.</summary>
    public string Name { get; init; } =
        string.Create(CultureInfo.InvariantCulture, $"load-{Environment.ProcessId}-{Interlocked.Increment(ref _runs)}");

    /// <summary>Header lines, <c>name:value</c>, of each SEND.</summary>
    public IReadOnlyList<string> SendHeaders { get; init; } = [];

    /// <summary>Header lines, <c>name:value</c>, of each SUBSCRIBE.</summary>
    public IReadOnlyList<string> SubscribeHeaders { get; init; } = [];

    /// <summary>The server's processes, whose usage is measured.</summary>
    public IReadOnlyList<int> ServerPids { get; init; } = [];

    /// <summary>Groups of connections that run side by side.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Text that the result carries.</summary>
    public string? Label { get; init; }

    /// <summary>Looks for what cannot be.</summary>
    /// <exception cref="LoadException">A value is out of its range.</exception>
    public void Check()
    {
        AtLeast("--payload", PayloadBytes, Payload.MinBytes);
        AtLeast("--threads", Threads, 1);
        if (Messages is { } messages)
        {
            AtLeast("--messages", messages, 1);
        }

        if (Duration <= TimeSpan.Zero)
        {
            throw new LoadException("--duration must be longer than 0");
        }

        foreach (string header in SendHeaders.Concat(SubscribeHeaders))
        {
            if (header.IndexOf(':', StringComparison.Ordinal) <= 0 || header.Contains('\n', StringComparison.Ordinal))
            {
                throw new LoadException($"{header} is no header; it must be NAME:VALUE");
            }
        }
    }

    /// <summary>Refuses a number that is too small.</summary>
    /// <exception cref="LoadException">It is.</exception>
    public static void AtLeast(string option, double value, double least)
    {
        if (value < least)
        {
            throw new LoadException(string.Create(CultureInfo.InvariantCulture, $"{option} {value}: it must be at least {least}"));
        }
    }
}
