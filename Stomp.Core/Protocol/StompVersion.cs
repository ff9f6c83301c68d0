namespace Stomp.Core.Protocol;

/// <summary>A version of the STOMP protocol. Greater values are later versions, so they may be compared.</summary>
public enum StompVersion : byte
{
    /// <summary>STOMP 1.0: US-ASCII headers, no escapes, no heart-beats.</summary>
    V10,

    /// <summary>STOMP 1.1: UTF-8 headers, escapes for line feed, colon and backslash, heart-beats, NACK.</summary>
    V11,

    /// <summary>STOMP 1.2: as 1.1, with CRLF line ends, the escape for carriage return, and ACK by one id.</summary>
    V12,
}
