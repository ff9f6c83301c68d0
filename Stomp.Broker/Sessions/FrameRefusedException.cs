using Stomp.Core.Transports;

namespace Stomp.Broker.Sessions;

/// <summary>A frame is well-formed but cannot be processed. The session answers with ERROR and closes.</summary>
internal sealed class FrameRefusedException(string message, CloseStatus status = CloseStatus.PolicyViolation) : Exception(message)
{
    public CloseStatus Status => status;
}
