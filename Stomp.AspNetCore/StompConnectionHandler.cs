using Microsoft.AspNetCore.Connections;
using Stomp.Broker;

namespace Stomp.AspNetCore;

/// <summary>Hands the connections of a Kestrel endpoint to the broker.</summary>
internal sealed class StompConnectionHandler(StompBroker broker) : ConnectionHandler
{
    public override Task OnConnectedAsync(ConnectionContext connection) =>
        broker.RunAsync(new KestrelConnection(connection) { RemoteEndPoint = connection.RemoteEndPoint });
}
