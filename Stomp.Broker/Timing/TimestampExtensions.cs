namespace Stomp.Broker.Timing;

/// <summary>Arithmetic on the timestamps of a clock.</summary>
internal static class TimestampExtensions
{
    /// <summary>The timestamp that follows another after a time; never before it, however long the time.</summary>
    public static long Add(this TimeProvider time, long timestamp, TimeSpan span)
    {
        double units = span.TotalSeconds * time.TimestampFrequency;
        return units < long.MaxValue - timestamp ? timestamp + (long)units : long.MaxValue;
    }
}
