using System.Diagnostics;
using Stomp.Core.Protocol;

namespace Stomp.Core.Frames;

/// <summary>What each violation is called in an ERROR: what was wrong, what would be right, and the limit if there is one.</summary>
internal static class ViolationText
{
    public static string Get(ProtocolViolation violation, FrameLimits limits, FrameSource source, StompVersion? version) => violation switch
    {
        ProtocolViolation.UnknownCommand =>
            "the command is unknown; "
            + (source == FrameSource.Client
                ? "CONNECT, STOMP, SEND, SUBSCRIBE, UNSUBSCRIBE, ACK, NACK, BEGIN, COMMIT, ABORT and DISCONNECT"
                : "CONNECTED, MESSAGE, RECEIPT and ERROR")
            + " are known, in capital letters",
        ProtocolViolation.CommandTooLong => $"the command line exceeds the limit of {limits.MaxCommandBytes} octets ({nameof(limits.MaxCommandBytes)})",
        ProtocolViolation.MissingColon => "a header line has no colon; it must be name:value, and a blank line must end the headers",
        ProtocolViolation.EmptyHeaderName => "a header line has no name before its colon",
        ProtocolViolation.UndefinedEscape =>
            $"a header holds an undefined escape; {(version == StompVersion.V12 ? @"\n, \r, \c and \\" : @"\n, \c and \\")} are the ones defined",
        ProtocolViolation.CarriageReturnInHeader => "a header holds a carriage return; one may only stand in front of the line feed that ends the line",
        ProtocolViolation.NulInHeader => "a header holds a NUL octet; a blank line must stand between the headers and the body",
        ProtocolViolation.HeaderLineTooLong => $"a header line exceeds the limit of {limits.MaxHeaderLineBytes} octets ({nameof(limits.MaxHeaderLineBytes)})",
        ProtocolViolation.TooManyHeaders => $"the frame exceeds the limit of {limits.MaxHeaderCount} headers ({nameof(limits.MaxHeaderCount)})",
        ProtocolViolation.HeaderBlockTooLong => $"the headers exceed the limit of {limits.MaxHeaderBlockBytes} octets in all ({nameof(limits.MaxHeaderBlockBytes)})",
        ProtocolViolation.InvalidContentLength => "content-length is not a number; it takes decimal digits and nothing else",
        ProtocolViolation.BodyTooLong => $"the body, or the content-length that announces it, exceeds the limit of {limits.MaxBodyBytes} octets ({nameof(limits.MaxBodyBytes)})",
        ProtocolViolation.MissingNul => "the octet behind the body is not NUL; content-length must be the number of octets in the body",
        _ => throw new UnreachableException(),
    };

    public static (string? Name, long? Value) GetLimit(ProtocolViolation violation, FrameLimits limits) => violation switch
    {
        ProtocolViolation.CommandTooLong => (nameof(limits.MaxCommandBytes), limits.MaxCommandBytes),
        ProtocolViolation.HeaderLineTooLong => (nameof(limits.MaxHeaderLineBytes), limits.MaxHeaderLineBytes),
        ProtocolViolation.TooManyHeaders => (nameof(limits.MaxHeaderCount), limits.MaxHeaderCount),
        ProtocolViolation.HeaderBlockTooLong => (nameof(limits.MaxHeaderBlockBytes), limits.MaxHeaderBlockBytes),
        ProtocolViolation.BodyTooLong => (nameof(limits.MaxBodyBytes), limits.MaxBodyBytes),
        _ => (null, null),
    };
}
