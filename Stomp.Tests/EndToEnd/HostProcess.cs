using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using NUnit.Framework;
using Stomp.Tests.Abuse;

namespace Stomp.Tests.EndToEnd;

/// <summary>The program, or a sample, as its user runs it: a process of its own, in a folder of its own.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private const int Sigint = 2;
    private const int Sigkill = 9;
    private const int Sigterm = 15;

    // What a shell, and .NET, makes of the number of the signal that has ended a process.
    private const int EndedBySignal = 128;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stomp-tests-");
    private readonly Process _process;
    private readonly Task<string> _errors;

    private HostProcess(
        string program, string[] arguments, (string Name, string Value)[] environment, string? localSettings, string? input, int? openFiles = null)
    {
        if (localSettings is not null)
        {
            File.WriteAllText(Path.Combine(_folder.FullName, "appsettings.json"), localSettings);
        }

        string[] command = [Dotnet, program, .. arguments];
        if (openFiles is { } limit)
        {
            command = ["/bin/sh", "-c", $"ulimit -n {limit} && exec \"$0\" \"$@\"", .. command];
        }

        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardInput = input is not null,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            _process.StandardInput.Write(input);
            _process.StandardInput.Close();
        }
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "Stomp.Host.dll");

    // It warns when the system's limit of open files is too low for MaxSessions; that of the machine of the tests is no matter here.
    private static (string Name, string Value) EnoughFiles =>
        ("Stomp__Limits__MaxSessions", $"{Math.Min(10_000, ProcessFigures.MaxOpenFiles() - 500)}");

    /// <summary>The command that runs .NET programs.</summary>
    public static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    public int Id => _process.Id;

    /// <summary>Starts it.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="environment">Variables added to the environment.</param>
    /// <param name="localSettings">An <c>appsettings.json</c> in the current directory.</param>
    /// <param name="input">What its standard input is, to its end; <see langword="null"/> for that of the tests.</param>
    public static HostProcess Start(
        string[] arguments, (string Name, string Value)[]? environment = null, string? localSettings = null, string? input = null) =>
        new(Program, arguments, [EnoughFiles, .. environment ?? []], localSettings, input);

    /// <summary>Starts it with a limit of open files (<c>ulimit -n</c>).</summary>
    /// <param name="openFiles">The limit.</param>
    /// <param name="arguments">The command line.</param>
    public static HostProcess StartWithOpenFiles(int openFiles, params string[] arguments) =>
        new(Program, arguments, [], localSettings: null, input: null, openFiles);

    /// <summary>Starts another program.</summary>
    /// <param name="program">Its assembly.</param>
    /// <param name="arguments">The command line.</param>
    public static HostProcess StartOther(string program, params string[] arguments) => new(program, arguments, [], localSettings: null, input: null);

    /// <summary>Waits until it says that it is ready.</summary>
    /// <returns>The lines before that.</returns>
    public async Task<List<string>> WaitUntilReadyAsync()
    {
        var lines = new List<string>();
        while (true)
        {
            string? line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Patience);
            if (line is null)
            {
                Assert.Fail($"it ended after: {string.Join('\n', lines)}\n{await _errors}");
            }

            if (line!.StartsWith("Ready.", StringComparison.Ordinal))
            {
                return lines;
            }

            lines.Add(line);
        }
    }

    /// <summary>The next line it writes; <see langword="null"/> when it has ended.</summary>
    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync();

    /// <summary>The address in a line such as <c>Listening on stomp://127.0.0.1:61613</c>.</summary>
    public static IPEndPoint AddressIn(string line) => IPEndPoint.Parse(line[(line.IndexOf("://", StringComparison.Ordinal) + 3)..]);

    /// <summary>Asks it to end, as service managers do.</summary>
    public void Terminate() => Assert.That(Kill(_process.Id, Sigterm), Is.Zero);

    /// <summary>Asks it to end, as Ctrl+C does.</summary>
    public void Interrupt() => Assert.That(Kill(_process.Id, Sigint), Is.Zero);

    /// <summary>Ends it as a crash does, with SIGKILL, and waits until it has ended. It must not have ended by itself before.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        Assert.That(_process.ExitCode, Is.EqualTo(EndedBySignal + Sigkill), $"it had ended by itself: {await _errors}");
    }

    /// <summary>Waits until it has ended by itself.</summary>
    /// <returns>Its exit code and what it has written since the last line read.</returns>
    public async Task<(int Code, string Output, string Errors)> WaitForExitAsync()
    {
        string output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Eventually.Patience);
        await _process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        return (_process.ExitCode, output, await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
