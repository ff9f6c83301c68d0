namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>How subscriptions acknowledge.</summary>
internal enum AckMode
{
    Auto,

    /// <summary>An ACK is for all messages so far.</summary>
    Client,

    /// <summary>An ACK is for one message.</summary>
    ClientIndividual,
}
