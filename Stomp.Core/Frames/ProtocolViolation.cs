namespace Stomp.Core.Frames;

/// <summary>What is wrong with the octets of a frame.</summary>
public enum ProtocolViolation
{
    /// <summary>The command line is none of the commands that this side may get (C-7, C-13).</summary>
    UnknownCommand,

    /// <summary>The command line is longer than <see cref="FrameLimits.MaxCommandBytes"/>.</summary>
    CommandTooLong,

    /// <summary>A header line has no colon (C-8).</summary>
    MissingColon,

    /// <summary>A header line begins with its colon (C-9).</summary>
    EmptyHeaderName,

    /// <summary>A header holds an escape that its version does not define (C-21).</summary>
    UndefinedEscape,

    /// <summary>A header holds a carriage return that is not part of the line end (1.2 grammar).</summary>
    CarriageReturnInHeader,

    /// <summary>A header holds a NUL: most often the blank line before the body is missing (D-3, D-7).</summary>
    NulInHeader,

    /// <summary>A header line is longer than <see cref="FrameLimits.MaxHeaderLineBytes"/>.</summary>
    HeaderLineTooLong,

    /// <summary>The frame has more headers than <see cref="FrameLimits.MaxHeaderCount"/>.</summary>
    TooManyHeaders,

    /// <summary>The headers together are longer than <see cref="FrameLimits.MaxHeaderBlockBytes"/>.</summary>
    HeaderBlockTooLong,

    /// <summary>The value of <c>content-length</c> is not a plain number (C-38).</summary>
    InvalidContentLength,

    /// <summary>The body is longer, or announced to be longer, than <see cref="FrameLimits.MaxBodyBytes"/>.</summary>
    BodyTooLong,

    /// <summary>The octet behind a body of <c>content-length</c> octets is not NUL (C-15).</summary>
    MissingNul,
}
