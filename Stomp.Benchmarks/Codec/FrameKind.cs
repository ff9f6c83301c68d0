namespace Stomp.Benchmarks.Codec;

/// <summary>The frames that are measured one at a time; <see cref="SampleFrame"/> says what is in them.</summary>
public enum FrameKind
{
    /// <summary>CONNECT of 1.2: five headers, no body.</summary>
    Connect,

    /// <summary>SEND: five headers, a body of 128 octets.</summary>
    Send128B,

    /// <summary>SEND: five headers, a body of 16 KiB.</summary>
    Send16KiB,

    /// <summary>MESSAGE: eight headers, a body of 128 octets.</summary>
    Message8Headers,
}
