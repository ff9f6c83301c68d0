namespace Stomp.Broker.Timing;

/// <summary>Somebody with deadlines.</summary>
internal interface ITicked
{
    /// <summary>Its place in the ticker, whose it is alone.</summary>
    int TickerIndex { get; set; }

    /// <summary>Looks at the deadlines. Must neither wait nor throw.</summary>
    /// <param name="now">The timestamp of the tick.</param>
    /// <returns>The timestamp from which on it wants to be ticked again.</returns>
    long Tick(long now);
}
