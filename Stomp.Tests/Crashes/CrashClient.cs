using System.Net.Sockets;
using System.Text;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Crashes;

/// <summary>
/// A client that uses the broker, in life after life, until the connection breaks. It must not break, nor an ERROR come, before the broker is ended.
/// </summary>
/// <remarks>Each life has a thread of its own; what a client keeps from life to life needs no lock.</remarks>
/// <param name="name">What it is called in failures.</param>
/// <param name="workload">What it shares with the other clients.</param>
internal abstract class CrashClient(string name, Workload workload)
{
    protected Workload Workload { get; } = workload;

    /// <summary>What is to be sent next: many frames are written at once.</summary>
    protected StringBuilder Output { get; } = new();

    /// <summary>Uses a broker until it ends.</summary>
    public Task RunAsync(BrokerLife life) =>
        Task.Factory.StartNew(() => Run(life), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    protected abstract void Use(BlockingPeer peer, BrokerLife life);

    /// <summary>Writes what is to be sent.</summary>
    protected void Flush(BlockingPeer peer)
    {
        if (Output.Length > 0)
        {
            peer.Send(Output.ToString());
            Output.Clear();
        }
    }

    /// <summary>The receipt id of a frame, if it is a RECEIPT.</summary>
    protected static string? ReceiptIn(string frame, BrokerLife life)
    {
        if (!frame.StartsWith("RECEIPT\n", StringComparison.Ordinal))
        {
            return null;
        }

        life.OnReceipt();
        return WireText.Header(frame, "receipt-id");
    }

    private void Run(BrokerLife life)
    {
        Output.Clear();
        try
        {
            using BlockingPeer peer = life.Connect();
            Use(peer, life);
        }
        catch (Exception exception) when (life.IsEnding && IsEndOfConnection(exception))
        {
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{name}: {exception.Message}", exception);
        }
    }

    private static bool IsEndOfConnection(Exception exception) =>
        exception is IOException or ObjectDisposedException or SocketException { SocketErrorCode: not SocketError.TimedOut };
}
