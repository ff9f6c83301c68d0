using System.Globalization;

namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>The settings of connections that are opened and held.</summary>
internal sealed record ConnectSettings
{
    public required CommonSettings Common { get; init; }

    public int Connections { get; init; } = 1000;

    /// <summary>How many may be connecting at a time.</summary>
    public int Concurrency { get; init; } = 256;

    /// <summary>How long all of them are held.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Milliseconds between heart-beats that this side can send; 0 for none.</summary>
    public int HeartBeatOut { get; init; }

    /// <summary>Milliseconds between heart-beats that this side wants; 0 for none.</summary>
    public int HeartBeatIn { get; init; }

    /// <summary>Whether each subscribes to a topic of its own.</summary>
    public bool Subscribe { get; init; }

    /// <summary>Looks for what cannot be.</summary>
    /// <exception cref="LoadException">A value is out of its range, or the system does not allow it.</exception>
    public void Check()
    {
        Common.Check();
        CommonSettings.AtLeast("--connections", Connections, 1);
        CommonSettings.AtLeast("--concurrency", Concurrency, 1);
        CommonSettings.AtLeast("--heartbeat", Math.Min(HeartBeatOut, HeartBeatIn), 0);
        OpenFileLimit.Check(Connections);
    }

    /// <summary>Reads <c>OUT,IN</c>.</summary>
    /// <exception cref="LoadException">It is not that.</exception>
    public static (int Out, int In) ParseHeartBeat(string text)
    {
        string[] parts = text.Split(',');
        return parts.Length == 2 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out int send) && int.TryParse(
            parts[1], CultureInfo.InvariantCulture, out int receive)
            && send >= 0 && receive >= 0
            ? (send, receive)
            : throw new LoadException($"--heartbeat {text}: it must be OUT,IN in milliseconds, such as 5000,5000; 0 is for none");
    }
}
