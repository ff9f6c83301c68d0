using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Stomp.Tests.Load;

/// <summary>A STOMP server over TCP with one publisher and one subscriber, which hands on whatever a test makes of each message.</summary>
/// <remarks>Owns its sockets and its threads' tasks until it is disposed.</remarks>
internal sealed class FaultyServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<int, string, IEnumerable<string>> _handOn;
    private readonly Func<int, string, IEnumerable<string>> _confirm;
    private readonly TaskCompletionSource<NetworkStream> _subscriber = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<TcpClient> _clients = [];
    private readonly Task _accepting;

    /// <param name="handOn">What is delivered when a message comes, of which it gets the number and the body.</param>
    /// <param name="confirm">What is confirmed then, of which it gets the number and the receipt asked for; by default just that.</param>
    public FaultyServer(Func<int, string, IEnumerable<string>> handOn, Func<int, string, IEnumerable<string>>? confirm = null)
    {
        _handOn = handOn;
        _confirm = confirm ?? (static (_, receipt) => [receipt]);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"stomp://{_listener.LocalEndpoint}";

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        foreach (TcpClient client in _clients)
        {
            client.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync();
                _clients.Add(client);
                _ = ServeAsync(client.GetStream());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has been ended.
        }
    }

    private async Task ServeAsync(NetworkStream stream)
    {
        string input = "";
        byte[] buffer = new byte[4096];
        int number = 0;
        try
        {
            while (await stream.ReadAsync(buffer) is > 0 and int count)
            {
                input += Encoding.ASCII.GetString(buffer, 0, count);
                while (input.IndexOf('\0', StringComparison.Ordinal) is >= 0 and int end)
                {
                    string frame = input[..end];
                    input = input[(end + 1)..];
                    await HandleAsync(stream, frame, frame.StartsWith("SEND", StringComparison.Ordinal) ? number++ : 0);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The generator has ended its connection.
        }
    }

    private async Task HandleAsync(NetworkStream stream, string frame, int number)
    {
        if (frame.StartsWith("CONNECT", StringComparison.Ordinal))
        {
            await stream.WriteAsync("CONNECTED\nversion:1.2\n\n\0"u8.ToArray());
        }
        else if (frame.StartsWith("SUBSCRIBE", StringComparison.Ordinal))
        {
            _subscriber.SetResult(stream);
            await stream.WriteAsync("RECEIPT\nreceipt-id:subscribed\n\n\0"u8.ToArray());
        }
        else
        {
            string body = frame[(frame.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];
            foreach (string delivered in _handOn(number, body))
            {
                await (await _subscriber.Task).WriteAsync(Encoding.ASCII.GetBytes(
                    $"MESSAGE\nsubscription:0\nmessage-id:1\ndestination:/topic/a\ncontent-length:{delivered.Length}\n\n{delivered}\0"));
            }

            if (frame.Split('\n').FirstOrDefault(static line => line.StartsWith("receipt:", StringComparison.Ordinal)) is { } header)
            {
                foreach (string receipt in _confirm(number, header["receipt:".Length..]))
                {
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"RECEIPT\nreceipt-id:{receipt}\n\n\0"));
                }
            }
        }
    }
}
