using Microsoft.AspNetCore.Connections;
using Stomp.AspNetCore;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Serves STOMP on Kestrel endpoints.</summary>
public static class StompListenOptionsExtensions
{
    /// <summary>
    /// Serves STOMP on the connections of a Kestrel endpoint, instead of HTTP: <c>kestrel.Listen(address, 61613, listen => listen.UseStomp())</c>.
    /// For TLS call <c>UseHttps</c> before it. The application needs <c>AddStompBroker</c>.
    /// </summary>
    /// <param name="listen">The endpoint: a <c>ListenOptions</c>.</param>
    public static TBuilder UseStomp<TBuilder>(this TBuilder listen)
        where TBuilder : IConnectionBuilder
    {
        ArgumentNullException.ThrowIfNull(listen);
        StompServices.Require(listen.ApplicationServices);
        listen.UseConnectionHandler<StompConnectionHandler>();
        return listen;
    }
}
