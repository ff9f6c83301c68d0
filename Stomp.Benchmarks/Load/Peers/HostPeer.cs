using System.Diagnostics;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Peers;

/// <summary>Our own process.</summary>
/// <param name="path">Its <c>Stomp.Host.dll</c>; <see langword="null"/> for the one that was built with this program.</param>
/// <param name="arguments">Its further arguments.</param>
internal sealed class HostPeer(string? path, params string[] arguments) : Peer
{
    private const string File = "Stomp.Host.dll";
    private const string ListeningLine = "Listening on ";
    private const string DataOption = "--data";

    private readonly string _path = Path.GetFullPath(path ?? DefaultPath());

    public override string Name => "Stomp";

    public override string Key => "stomp";

    public override string? WhyNot()
    {
        if (!System.IO.File.Exists(_path))
        {
            return $"there is no {_path}; build it with dotnet build -c Release Stomp.Host, or name it with --host-path";
        }

        return !IsDurable || ChildProcess.ReadOutput(Name, ChildProcess.DotNet, _path, "--help").Contains($"{DataOption} ", StringComparison.Ordinal)
            ? null
            : $"{_path} has no option {DataOption}, so it cannot keep messages on the disk; name one that has with --host-path";
    }

    public override string Version() => $"{FileVersionInfo.GetVersionInfo(_path).ProductVersion} on .NET {Environment.Version}";

    protected override RunningServer Start(TemporaryFolder folder, CancellationToken cancellationToken)
    {
        string[] data = IsDurable ? [DataOption, folder.MakeFolder("data")] : [];
        string[] all = [_path, "--listen", "http://127.0.0.1:0", "--listen", "stomp://127.0.0.1:0", .. data, .. arguments];
        ChildProcess process = ChildProcess.Start(Name, folder.Path, ChildProcess.DotNet, all);
        IReadOnlyList<string> lines = [];
        WaitOrEnd(() => lines = process.WaitForLine("Ready.", cancellationToken), process);
        string Address(string scheme) => lines.First(
            line => line.StartsWith(ListeningLine + scheme, StringComparison.Ordinal))[ListeningLine.Length..];
        return new RunningServer(
            folder,
            ServerUrl.Parse(Address("stomp")),
            ServerUrl.Parse(Address("http").Replace("http", "ws", StringComparison.Ordinal) + "/stomp"),
            process);
    }

    // In the solution all projects are built side by side: PROJECT/bin/CONFIGURATION/FRAMEWORK. Published, everything may be in one folder.
    private static string DefaultPath()
    {
        string besides = Path.Combine(AppContext.BaseDirectory, File);
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        return System.IO.File.Exists(besides) || framework.Parent?.Parent?.Parent?.Parent is not { } solution
            ? besides
            : Path.Combine(solution.FullName, "Stomp.Host", "bin", framework.Parent.Name, framework.Name, File);
    }
}
