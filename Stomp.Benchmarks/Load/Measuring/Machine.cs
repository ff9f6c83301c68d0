using System.Globalization;

namespace Stomp.Benchmarks.Load.Measuring;

/// <summary>Processor time of this process and of the whole machine.</summary>
internal static class Machine
{
    /// <summary>Processor seconds of this process.</summary>
    public static double OwnCpuSeconds => Environment.CpuUsage.TotalTime.TotalSeconds;

    /// <summary>Processor seconds of the whole machine, idle ones left out; 0 where the system does not say.</summary>
    public static double AllCpuSeconds()
    {
        const double TicksPerSecond = 100;
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        // cpu user nice system idle iowait irq softirq ...
        string[] fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int[] busy = [1, 2, 3, 6, 7];
        return busy.Sum(index => double.Parse(fields[index], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
