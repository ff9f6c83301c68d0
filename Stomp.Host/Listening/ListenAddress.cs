using System.Net;
using System.Net.Sockets;

namespace Stomp.Host.Listening;

/// <summary>An address to listen on, written as a URL: <c>http</c>, <c>https</c>, <c>stomp</c> or <c>stomps</c>, a host, a port.</summary>
/// <param name="Scheme">In lower case.</param>
/// <param name="EndPoint">The address; port 0 for any free one.</param>
internal sealed record ListenAddress(string Scheme, IPEndPoint EndPoint)
{
    private const string Form = "it must be http://, https://, stomp:// or stomps://, an IP address, localhost or *, and a port, as in stomp://127.0.0.1:61613";

    public bool UsesTls => Scheme is "https" or "stomps";

    public bool IsStomp => Scheme is "stomp" or "stomps";

    public bool IsLoopback => IPAddress.IsLoopback(EndPoint.Address);

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It is malformed.</exception>
    public static ListenAddress Parse(string url)
    {
        int separator = url.IndexOf("://", StringComparison.Ordinal);
        int colon = url.LastIndexOf(':');
        if (separator <= 0 || colon <= separator)
        {
            throw new FormatException($"'{url}' is no address to listen on: {Form}");
        }

        string scheme = url[..separator].ToLowerInvariant();
        string host = url[(separator + 3)..colon];
        string port = url[(colon + 1)..].TrimEnd('/');
        if (scheme is not ("http" or "https" or "stomp" or "stomps"))
        {
            throw new FormatException($"'{url}' has an unknown scheme: {Form}");
        }

        if (!ushort.TryParse(port, out ushort number))
        {
            throw new FormatException($"'{url}' has no port from 0 to 65535: {Form}");
        }

        IPAddress? address = host switch
        {
            "*" or "+" => Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any,
            "localhost" => IPAddress.Loopback,
            _ => IPAddress.TryParse(host, out IPAddress? parsed) ? parsed : null,
        };
        return address is null
            ? throw new FormatException($"'{url}' has an unknown host: {Form}")
            : new ListenAddress(scheme, new IPEndPoint(address, number));
    }

    public override string ToString() => $"{Scheme}://{EndPoint}";
}
