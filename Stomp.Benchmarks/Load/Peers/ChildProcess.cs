using System.Diagnostics;
using System.Net.Sockets;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Peers;

/// <summary>A server that this process has started, with all that it started in turn.</summary>
/// <remarks>Owns the process: disposing ends it, asking first.</remarks>
internal sealed class ChildProcess : IDisposable
{
    private const int Sigterm = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan PatienceAtTheEnd = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly Process _process;
    private readonly string _name;
    private readonly List<string> _lines = [];

    private ChildProcess(string name, Process process)
    {
        _name = name;
        _process = process;
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What a program writes to its standard output, after which it ends.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="LoadException">It cannot be started.</exception>
    public static string ReadOutput(string name, string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return output;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new LoadException($"cannot start {name}: {exception.Message}");
        }
    }

    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts a program.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="folder">Its current directory.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables besides this process's own.</param>
    /// <exception cref="LoadException">It cannot be started.</exception>
    public static ChildProcess Start(
        string name, string folder, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string variable in SocketEngine.Variables)
        {
            start.Environment.Remove(variable);
        }

        foreach ((string key, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        try
        {
            return new ChildProcess(name, Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new LoadException($"cannot start {name}: {exception.Message}");
        }
    }

    /// <summary>The program that runs this one: <c>dotnet</c>.</summary>
    public static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Waits for a line that it writes.</summary>
    /// <returns>All lines up to that one.</returns>
    /// <exception cref="LoadException">It ended, or did not write it in time.</exception>
    public IReadOnlyList<string> WaitForLine(string start, CancellationToken cancellationToken)
    {
        string[] lines = [];
        WaitUntil(
            () =>
            {
                lock (_lines)
                {
                    int index = _lines.FindIndex(line => line.StartsWith(start, StringComparison.Ordinal));
                    lines = index < 0 ? [] : [.. _lines.Take(index + 1)];
                    return index >= 0;
                }
            },
            cancellationToken);
        return lines;
    }

    /// <summary>Waits until it takes connections.</summary>
    /// <exception cref="LoadException">It ended, or did not in time.</exception>
    public void WaitForPort(int port, CancellationToken cancellationToken) => WaitUntil(() => TakesConnections(port), cancellationToken);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            if (!OperatingSystem.IsWindows())
            {
                _ = Kill(_process.Id, Sigterm);
                _process.WaitForExit(PatienceAtTheEnd);
            }

            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
                _process.WaitForExit();
            }
        }

        _process.Dispose();
    }

    private static bool TakesConnections(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(System.Net.IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false; // not yet
        }
    }

    private void WaitUntil(Func<bool> condition, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > Patience)
            {
                string why = _process.HasExited ? $"ended with exit code {_process.ExitCode}" : "was not ready in time";
                throw new LoadException($"{_name} {why}; it wrote: {Output}");
            }

            if (cancellationToken.WaitHandle.WaitOne(BetweenLooks))
            {
                throw new OperationCanceledException(cancellationToken);
            }
        }
    }

    private string Output
    {
        get
        {
            lock (_lines)
            {
                return string.Join(" | ", _lines.TakeLast(20));
            }
        }
    }

    private void Add(string? line)
    {
        // What a server says at its start is of interest, not what it logs for hours.
        const int MaxLines = 1000;
        lock (_lines)
        {
            if (line is not null && _lines.Count < MaxLines)
            {
                _lines.Add(line);
            }
        }
    }

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "kill")]
    [System.Runtime.InteropServices.DefaultDllImportSearchPaths(System.Runtime.InteropServices.DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
