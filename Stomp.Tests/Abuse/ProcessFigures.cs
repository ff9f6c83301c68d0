using System.Diagnostics;
using System.Globalization;

namespace Stomp.Tests.Abuse;

/// <summary>What a process holds, as the system counts it.</summary>
internal static class ProcessFigures
{
    private const long Kibi = 1024;

    /// <summary>Octets of memory that are resident now.</summary>
    public static long ResidentBytes(int process) => OperatingSystem.IsLinux() ? StatusValue(process, "VmRSS:") : Look(process, static p => p.WorkingSet64);

    /// <summary>The most that was resident since <see cref="ForgetPeak"/>; elsewhere than on Linux since the start.</summary>
    public static long PeakResidentBytes(int process) =>
        OperatingSystem.IsLinux() ? StatusValue(process, "VmHWM:") : Look(process, static p => p.PeakWorkingSet64);

    public static void ForgetPeak(int process)
    {
        if (OperatingSystem.IsLinux())
        {
            const string ResetPeak = "5";
            File.WriteAllText($"/proc/{process}/clear_refs", ResetPeak);
        }
    }

    /// <summary>Its open sockets; <see langword="null"/> where the system does not say.</summary>
    public static int? OpenSockets(int process) =>
        OperatingSystem.IsLinux() ? Directory.EnumerateFiles($"/proc/{process}/fd").Count(IsSocket) : null;

    /// <summary>How many files a process may open; the runtime has raised its own limit as far as it may, and a child inherits it.</summary>
    public static int MaxOpenFiles()
    {
        const string Name = "Max open files";
        if (!OperatingSystem.IsLinux())
        {
            return int.MaxValue;
        }

        string line = File.ReadLines("/proc/self/limits").First(static line => line.StartsWith(Name, StringComparison.Ordinal));
        string soft = line[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return int.TryParse(soft, CultureInfo.InvariantCulture, out int count) ? count : int.MaxValue;
    }

    private static bool IsSocket(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.Name.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            return false; // closed meanwhile
        }
    }

    private static long StatusValue(int process, string name)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(name.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * Kibi;
    }

    private static long Look(int id, Func<Process, long> figure)
    {
        using var process = Process.GetProcessById(id);
        return figure(process);
    }
}
