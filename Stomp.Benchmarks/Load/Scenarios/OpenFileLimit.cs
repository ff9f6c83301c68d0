using System.Globalization;

namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>How many files, and so sockets, this process may open.</summary>
internal static class OpenFileLimit
{
    // What the runtime itself has open, here and in the server, which keeps 384 (docs/limits.md).
    private const int Reserved = 400;

    /// <summary>How many connections there can be; the runtime has raised the limit as far as it may.</summary>
    public static int MaxConnections()
    {
        const string Name = "Max open files";
        if (!OperatingSystem.IsLinux())
        {
            return int.MaxValue;
        }

        string line = File.ReadLines("/proc/self/limits").First(static line => line.StartsWith(Name, StringComparison.Ordinal));
        string soft = line[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return int.TryParse(soft, CultureInfo.InvariantCulture, out int count) ? count - Reserved : int.MaxValue;
    }

    /// <summary>Refuses more connections than there can be.</summary>
    /// <exception cref="LoadException">They are too many.</exception>
    public static void Check(int connections)
    {
        int most = MaxConnections();
        if (connections > most)
        {
            throw new LoadException(string.Create(CultureInfo.InvariantCulture,
                $"{connections} connections are more than this process may open, {most}: raise its limit of open files (ulimit -n)"));
        }
    }
}
