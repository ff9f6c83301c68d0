using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Stomp.Benchmarks.Load.Wire;

/// <summary>Where a server is and which transport it speaks there.</summary>
/// <param name="EndPoint">Its address.</param>
/// <param name="Host">Its name, as it was given.</param>
/// <param name="Path">The path of its WebSocket; <see langword="null"/> for TCP.</param>
internal sealed record ServerUrl(IPEndPoint EndPoint, string Host, string? Path)
{
    private const string Expected = "it must be stomp://HOST:PORT or ws://HOST:PORT/PATH";

    /// <summary>Whether it is a WebSocket.</summary>
    public bool IsWebSocket => Path is not null;

    /// <summary>Reads one and finds its address.</summary>
    /// <exception cref="LoadException">It is none, or the name is not known.</exception>
    public static ServerUrl Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Port <= 0 || uri.Host.Length == 0)
        {
            throw new LoadException($"--url {text}: {Expected}");
        }

        string? path = uri.Scheme switch
        {
            "stomp" or "tcp" => null,
            "ws" => uri.PathAndQuery,
            "wss" or "stomps" => throw new LoadException($"--url {text}: there is no TLS here; {Expected}"),
            _ => throw new LoadException($"--url {text}: {Expected}"),
        };
        return new ServerUrl(new IPEndPoint(Resolve(uri), uri.Port), uri.Host, path);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(IsWebSocket ? "ws" : "stomp")}://{Host}:{EndPoint.Port}{Path}");

    private static IPAddress Resolve(Uri uri)
    {
        if (IPAddress.TryParse(uri.DnsSafeHost, out IPAddress? address))
        {
            return address;
        }

        try
        {
            IPAddress[] all = Dns.GetHostAddresses(uri.DnsSafeHost);
            return Array.Find(all, static one => one.AddressFamily == AddressFamily.InterNetwork) ?? all[0];
        }
        catch (SocketException exception)
        {
            throw new LoadException($"--url {uri.OriginalString}: {exception.Message}");
        }
    }
}
