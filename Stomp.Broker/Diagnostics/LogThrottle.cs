namespace Stomp.Broker.Diagnostics;

/// <summary>
/// Lets so many log entries a second pass and counts the others: who opens connections only to have them refused must not fill disks,
/// or hold up threads that wait for the console.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class LogThrottle(TimeProvider time, int perSecond)
{
    private readonly Lock _lock = new();
    private long _second;
    private int _passed;
    private int _suppressed;

    /// <summary>Whether an entry may be written.</summary>
    /// <param name="suppressed">How many before it were not, since the last that was.</param>
    public bool TryPass(out int suppressed)
    {
        long second = time.GetTimestamp() / time.TimestampFrequency;
        lock (_lock)
        {
            if (second != _second)
            {
                _second = second;
                _passed = 0;
            }

            suppressed = _suppressed;
            if (_passed == perSecond)
            {
                _suppressed++;
                return false;
            }

            _passed++;
            _suppressed = 0;
            return true;
        }
    }
}
