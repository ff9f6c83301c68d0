namespace Stomp.Core.Frames;

/// <summary>
/// The sizes that a frame being read may have (C-43, H-2). They are enforced while the frame arrives, before anything is buffered for it:
/// exceeding one is a <see cref="StompProtocolException"/> that names it.
/// </summary>
/// <remarks>Set the limits before the object is shared; parsers read them without a lock.</remarks>
public sealed class FrameLimits
{
    /// <summary>The defaults.</summary>
    public static FrameLimits Default { get; } = new();

    /// <summary>Octets of the command line. Default 32: the longest command, UNSUBSCRIBE, has 11.</summary>
    public int MaxCommandBytes
    {
        get;
        set => field = Positive(value, nameof(MaxCommandBytes));
    } = 32;

    /// <summary>Octets of one header line, without its line end. Default 10 KiB: room for a bearer token of 8 KiB, as web servers take.</summary>
    public int MaxHeaderLineBytes
    {
        get;
        set => field = Positive(value, nameof(MaxHeaderLineBytes));
    } = 10 * 1024;

    /// <summary>Headers of one frame; repeated ones count. Default 100, as RabbitMQ has it.</summary>
    public int MaxHeaderCount
    {
        get;
        set => field = Positive(value, nameof(MaxHeaderCount));
    } = 100;

    /// <summary>Octets of all header lines with their line ends. Default 64 KiB.</summary>
    public int MaxHeaderBlockBytes
    {
        get;
        set => field = Positive(value, nameof(MaxHeaderBlockBytes));
    } = 64 * 1024;

    /// <summary>Octets of the body. Default 4 MiB, as RabbitMQ limits a frame; at most 1 GiB, so that offsets in a frame fit 32 bits.</summary>
    public int MaxBodyBytes
    {
        get;
        set => field = value is >= 0 and <= 1 << 30
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxBodyBytes), value, "must be from 0 to 1073741824 (1 GiB)");
    } = 4 * 1024 * 1024;

    private static int Positive(int value, string name) =>
        value is > 0 and <= 1 << 28 ? value : throw new ArgumentOutOfRangeException(name, value, "must be from 1 to 268435456 (256 MiB)");
}
