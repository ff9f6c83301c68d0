using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Stomp.Core.Transports;

namespace Stomp.AspNetCore;

/// <summary>A TCP connection of Kestrel, or a TLS one. Kestrel owns it; it closes both ways at once.</summary>
internal sealed class KestrelConnection(ConnectionContext context) : StompConnection
{
    public override PipeReader Input => context.Transport.Input;

    public override PipeWriter Output => context.Transport.Output;

    public override string Transport { get; } = context.Features.Get<ITlsHandshakeFeature>() is null ? "tcp" : "tls";

    public override bool CanCloseOutputAlone => false;

    public override ValueTask CloseOutputAsync(CloseStatus status, string reason) => context.Transport.Output.CompleteAsync();

    public override void Abort(string reason) => context.Abort(new ConnectionAbortedException(reason));
}
