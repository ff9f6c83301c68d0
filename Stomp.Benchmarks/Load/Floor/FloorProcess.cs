using Stomp.Benchmarks.Load.Peers;

namespace Stomp.Benchmarks.Load.Floor;

/// <summary>Starts the server that only writes as a process of its own.</summary>
internal static class FloorProcess
{
    /// <summary>What the process says when it is ready, before its address.</summary>
    public const string ReadyLine = "Listening on ";

    /// <summary>Starts it, on a port of its choice.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="address">Where it listens.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="arguments">Its further arguments.</param>
    /// <exception cref="LoadException">It did not start.</exception>
    public static ChildProcess Start(string name, out string address, CancellationToken cancellationToken, params string[] arguments)
    {
        string[] all = [typeof(FloorProcess).Assembly.Location, "load", "floor", "--port", "0", "--until-input-ends", .. arguments];
        ChildProcess floor = ChildProcess.Start(name, AppContext.BaseDirectory, ChildProcess.DotNet, all);
        try
        {
            address = floor.WaitForLine(ReadyLine, cancellationToken)[^1][ReadyLine.Length..];
            return floor;
        }
        catch
        {
            floor.Dispose();
            throw;
        }
    }
}
