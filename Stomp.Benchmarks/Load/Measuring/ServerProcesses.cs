using System.Globalization;

namespace Stomp.Benchmarks.Load.Measuring;

/// <summary>The server's processes with all their descendants, as <c>/proc</c> counts them: Linux alone has it.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ServerProcesses
{
    // The unit of the times in /proc/PID/stat, USER_HZ: 100 on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    // Fields of /proc/PID/stat, counted from the one behind the command's name, which may hold blanks.
    private const int ParentField = 1;
    private const int UserTimeField = 11;
    private const int SystemTimeField = 12;

    private readonly int[] _roots;
    private int[] _all;

    /// <param name="roots">Their process ids; none when the server's usage is not wanted.</param>
    /// <exception cref="LoadException">There is no such process.</exception>
    public ServerProcesses(IReadOnlyList<int> roots)
    {
        _roots = [.. roots];
        _all = _roots;
        if (!IsAvailable)
        {
            return;
        }

        foreach (int root in _roots)
        {
            if (!Directory.Exists($"/proc/{root}"))
            {
                throw new LoadException($"--server-pid {root}: there is no such process");
            }
        }

        Refresh();
    }

    /// <summary>Whether there are figures: this system has <c>/proc</c>, and a process was named.</summary>
    public bool IsAvailable => OperatingSystem.IsLinux() && _roots.Length > 0;

    /// <summary>Looks for children that have been started since.</summary>
    public void Refresh()
    {
        if (!IsAvailable)
        {
            return;
        }

        ILookup<int, int> children = Directory.EnumerateDirectories("/proc")
            .Select(static path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
            .Where(static id => id > 0)
            .ToLookup(static id => (int)Field(StatOf(id), ParentField));
        var all = new List<int>(_roots);
        for (int i = 0; i < all.Count; i++)
        {
            all.AddRange(children[all[i]]);
        }

        Volatile.Write(ref _all, [.. all]);
    }

    /// <summary>What they have used together. A process that has ended counts no more.</summary>
    public Usage Read()
    {
        if (!IsAvailable)
        {
            return default;
        }

        double ticks = 0;
        long resident = 0;
        foreach (int id in Volatile.Read(ref _all))
        {
            string[] stat = StatOf(id);
            ticks += Field(stat, UserTimeField) + Field(stat, SystemTimeField);
            resident += ResidentBytesOf(id);
        }

        return new Usage(ticks / TicksPerSecond, resident);
    }

    private static long Field(string[] stat, int index) =>
        index < stat.Length && long.TryParse(stat[index], CultureInfo.InvariantCulture, out long value) ? value : 0;

    private static string[] StatOf(int id)
    {
        string text = ReadOrEmpty($"/proc/{id}/stat");
        int name = text.LastIndexOf(") ", StringComparison.Ordinal);
        return name < 0 ? [] : text[(name + 2)..].Split(' ');
    }

    private static long ResidentBytesOf(int id)
    {
        const string Name = "VmRSS:";
        const long Kibi = 1024;
        string status = ReadOrEmpty($"/proc/{id}/status");
        int line = status.IndexOf(Name, StringComparison.Ordinal);
        if (line < 0)
        {
            return 0;
        }

        ReadOnlySpan<char> rest = status.AsSpan(line + Name.Length);
        return long.Parse(rest[..rest.IndexOf("kB", StringComparison.Ordinal)].Trim(), CultureInfo.InvariantCulture) * Kibi;
    }

    // A process may end between being listed and being read.
    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
