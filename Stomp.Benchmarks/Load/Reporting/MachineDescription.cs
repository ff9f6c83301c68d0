using System.Globalization;
using System.Runtime.InteropServices;

namespace Stomp.Benchmarks.Load.Reporting;

/// <summary>Where figures were measured.</summary>
internal static class MachineDescription
{
    /// <summary>Processor, memory, system and runtime, in one line.</summary>
    public static string Format()
    {
        double memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30);
        return string.Create(CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores{Processor()}, {memory:F0} GiB of memory, {RuntimeInformation.OSDescription} with kernel {Environment.OSVersion.Version}, .NET {Environment.Version}; generator and servers on the same machine");
    }

    private static string Processor()
    {
        const string Name = "model name";
        string? line = OperatingSystem.IsLinux() ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith(Name, StringComparison.Ordinal)) : null;
        return line is null ? "" : $" ({line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()})";
    }
}
