using System.Globalization;

namespace Stomp.Tests.Crashes;

/// <summary>How a run of crashes goes.</summary>
internal sealed record CrashSettings
{
    public const string KillsVariable = "STOMP_CRASH_KILLS";
    public const string SeedVariable = "STOMP_CRASH_SEED";

    private const int DefaultKills = 10;

    /// <summary>How often the broker is ended under load. By default what the environment says, otherwise 10.</summary>
    public int Outages { get; init; } = Get(KillsVariable, DefaultKills);

    /// <summary>Chooses when, and what the clients do. By default what the environment says, otherwise another one each time.</summary>
    public int Seed { get; init; } = Get(SeedVariable, Random.Shared.Next());

    /// <summary>Whether there is a topic with a durable subscription among the targets.</summary>
    public bool HasDurableSubscription { get; init; }

    /// <summary>The clients of all lives; <see langword="null"/> for ones by turns at random.</summary>
    public LoadProfile? Profile { get; init; }

    /// <summary>
    /// How many receipts come before the broker is ended, each time; 0 for ends at any time: during the start, while clients connect, under load.
    /// </summary>
    public int MinReceipts { get; init; }

    /// <summary>A number of the environment.</summary>
    public static int Get(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
