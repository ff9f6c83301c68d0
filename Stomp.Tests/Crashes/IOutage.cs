using System.Net;

namespace Stomp.Tests.Crashes;

/// <summary>A broker that comes and goes, and how it goes.</summary>
internal interface IOutage : IAsyncDisposable
{
    /// <summary>Whether it can end before it was ready.</summary>
    bool CanEndWhileStarting { get; }

    /// <summary>Starts it, and waits until it is ready.</summary>
    /// <returns>Where it listens.</returns>
    Task<IPEndPoint> StartAsync();

    /// <summary>Starts it and ends it before it is ready, unless it is by then.</summary>
    /// <param name="random">Chooses when.</param>
    /// <returns>How long after the start.</returns>
    Task<TimeSpan> EndWhileStartingAsync(Random random);

    /// <summary>Ends it. Its clients are told before.</summary>
    Task EndAsync(BrokerLife life);

    /// <summary>Comes after <see cref="EndAsync"/>, when the clients have ended too.</summary>
    Task AfterEndAsync();
}
