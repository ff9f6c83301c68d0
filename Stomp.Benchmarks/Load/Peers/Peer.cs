namespace Stomp.Benchmarks.Load.Peers;

/// <summary>A broker that can be compared.</summary>
internal abstract class Peer
{
    /// <summary>How tables call it.</summary>
    public abstract string Name { get; }

    /// <summary>How the command line calls it.</summary>
    public abstract string Key { get; }

    /// <summary>Whether messages that are sent to be kept must survive a crash: on the disk before they are confirmed.</summary>
    public bool IsDurable { get; init; }

    /// <summary>Why it cannot be started here, and what would help; <see langword="null"/> when it can.</summary>
    public abstract string? WhyNot();

    /// <summary>Its version, and that of what it runs on.</summary>
    public abstract string Version();

    /// <summary>Starts it, with its data in a temporary folder and its ports on the loopback address.</summary>
    /// <exception cref="LoadException">It did not start.</exception>
    public RunningServer Start(CancellationToken cancellationToken)
    {
        var folder = new TemporaryFolder();
        try
        {
            return Start(folder, cancellationToken);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    protected abstract RunningServer Start(TemporaryFolder folder, CancellationToken cancellationToken);

    /// <summary>Waits until a server is ready, and ends it if it never is.</summary>
    protected static void WaitOrEnd(Action wait, params ChildProcess[] processes)
    {
        try
        {
            wait();
        }
        catch
        {
            foreach (ChildProcess process in processes)
            {
                process.Dispose();
            }

            throw;
        }
    }

    /// <summary>What a package manager says about a package's version.</summary>
    protected static string PackageVersion(string package)
    {
        using ChildProcess query = ChildProcess.Start(package, "/", "dpkg-query", ["-W", "-f", "${Version}\n", package]);
        return query.WaitForLine("", CancellationToken.None)[0];
    }
}
