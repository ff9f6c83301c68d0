using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Stomp.Host.Listening;

/// <summary>One listening endpoint: what was asked for, and after the start the address it really has.</summary>
internal sealed class Listener(ListenAddress address)
{
    private ListenOptions? _bound;

    /// <summary>The address; its port is the real one once the server has started.</summary>
    public ListenAddress Address => _bound?.IPEndPoint is { } endPoint ? address with { EndPoint = endPoint } : address;

    /// <summary>Adds the endpoint to the server.</summary>
    public void AddTo(KestrelServerOptions kestrel, Func<X509Certificate2> certificate) =>
        kestrel.Listen(new IPEndPoint(address.EndPoint.Address, address.EndPoint.Port), options =>
        {
            _bound = options;
            if (address.UsesTls)
            {
                options.UseHttps(certificate());
            }

            if (address.IsStomp)
            {
                options.UseStomp();
            }
            else
            {
                // Without TLS the two cannot be told apart, and WebSocket needs HTTP/1.1.
                options.Protocols = address.UsesTls ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
            }
        });
}
