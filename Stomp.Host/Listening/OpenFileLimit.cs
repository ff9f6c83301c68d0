using System.Globalization;
using Stomp.Broker.Configuration;
using Stomp.Host.Settings;

namespace Stomp.Host.Listening;

/// <summary>
/// How many files the process may open at a time (<c>ulimit -n</c>), and how many of them connections may be: each is one. The runtime must
/// not run out of them. Kestrel would try to accept the next connection again and again, and the runtime loses some 4 KiB at each failure;
/// a thread that cannot be started ends the process.
/// </summary>
internal sealed class OpenFileLimit
{
    // Never a connection's: threads that start, assemblies that are loaded late, files that are read in between.
    private const int Reserve = 64;

    // What the process has open itself, some 220 with all transports in use, and some 100 for connections that are told why they are refused.
    private const int Others = 320;

    /// <summary>A limit.</summary>
    /// <param name="count">How many files the process may open.</param>
    /// <exception cref="SettingsException">It leaves none to connections.</exception>
    public OpenFileLimit(int count)
    {
        Count = count;
        if (MaxSessions <= 0)
        {
            throw new SettingsException(
                $"the limit of open files of this process, {count}, leaves none to clients: it needs {NeededFor(0)} and one for each of them; raise it (ulimit -n, LimitNOFILE of a service, --ulimit nofile of a container)");
        }
    }

    /// <summary>How many files the process may open.</summary>
    public int Count { get; }

    /// <summary>The number of the first descriptor that no connection may have.</summary>
    public int FirstReserved => Count - Reserve;

    /// <summary>How many sessions there can be.</summary>
    public int MaxSessions => FirstReserved - Others;

    /// <summary>The limit of this process; <see langword="null"/> where there is none, or the system does not say. The runtime has raised it as far as it may.</summary>
    /// <exception cref="SettingsException">It leaves none to connections.</exception>
    public static OpenFileLimit? Read()
    {
        const string Name = "Max open files";
        const string Limits = "/proc/self/limits";
        if (!OperatingSystem.IsLinux() || !File.Exists(Limits))
        {
            return null;
        }

        string? line = File.ReadLines(Limits).FirstOrDefault(static line => line.StartsWith(Name, StringComparison.Ordinal));
        string? soft = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return int.TryParse(soft, CultureInfo.InvariantCulture, out int count) ? new OpenFileLimit(count) : null;
    }

    /// <summary>The limit that so many sessions need.</summary>
    public static long NeededFor(int sessions) => (long)sessions + Reserve + Others;

    /// <summary>Lowers a limit of sessions to what there can be.</summary>
    public void Restrict(StompLimits limits) => limits.MaxSessions = Math.Min(limits.MaxSessions, MaxSessions);
}
