namespace Stomp.Broker.Timing;

/// <summary>Somebody with deadlines.</summary>
internal interface ITicked
{
    /// <summary>Looks at the deadlines. Must neither wait nor throw.</summary>
    /// <param name="now">The timestamp of the tick.</param>
    void Tick(long now);
}
