using System.Runtime.InteropServices;

namespace Stomp.Benchmarks.Load.Measuring;

/// <summary>Sleeps that end on time: the runtime's own are whole milliseconds, longer than the gap between messages of an open loop.</summary>
internal static class Pace
{
    private const int SetTimerSlack = 29;
    private const int NanosecondsPerMicrosecond = 1000;
    private const int MicrosecondsPerSecond = 1_000_000;

    /// <summary>Has the system wake the calling thread as exactly as it can; where it cannot be asked, nothing happens.</summary>
    public static void BeExact()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = ControlProcess(SetTimerSlack, 1, 0, 0, 0);
        }
    }

    /// <summary>Sleeps, for a little longer at most.</summary>
    public static void Sleep(long microseconds)
    {
        if (microseconds <= 0)
        {
            return;
        }

        if (OperatingSystem.IsLinux())
        {
            // A signal may end it early: whoever paces looks at the clock again anyway.
            var time = new TimeSpecification(microseconds / MicrosecondsPerSecond, microseconds % MicrosecondsPerSecond * NanosecondsPerMicrosecond);
            _ = NanoSleep(in time, 0);
        }
        else
        {
            Thread.Sleep((int)(microseconds / 1000)); // below a millisecond: gives the rest of its turn away
        }
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NanoSleep(in TimeSpecification time, nint remaining);

    [DllImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ControlProcess(int option, nuint argument, nuint unused3, nuint unused4, nuint unused5);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpecification(long seconds, long nanoseconds)
    {
        private readonly nint _seconds = (nint)seconds;
        private readonly nint _nanoseconds = (nint)nanoseconds;
    }
}
