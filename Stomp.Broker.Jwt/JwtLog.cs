using Microsoft.Extensions.Logging;

namespace Stomp.Broker.Jwt;

/// <summary>What is logged about tokens. Ids 300 to 309; never a token, or a part of one (H-14).</summary>
internal static partial class JwtLog
{
    [LoggerMessage(300, LogLevel.Debug, "A bearer token was refused: {Reason}.")]
    public static partial void Refused(ILogger logger, string? reason);

    [LoggerMessage(301, LogLevel.Warning, "The OpenID provider does not answer, or not as one; tokens are refused.")]
    public static partial void Unreachable(ILogger logger, Exception exception);
}
