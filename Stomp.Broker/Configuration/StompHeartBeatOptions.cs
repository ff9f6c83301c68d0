namespace Stomp.Broker.Configuration;

/// <summary>What the broker says in its <c>heart-beat</c> header, and how strict it is (C-65 … C-68).</summary>
public sealed class StompHeartBeatOptions
{
    /// <summary>The shortest interval at which heart-beats can be kept: five ticks of the broker's clock, so that a beat is never late.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(250);

    /// <summary>The shortest interval between its own life signs that the broker promises; zero for none. Default 250 ms, the least.</summary>
    public TimeSpan Send
    {
        get;
        set => field = Check(value, nameof(Send));
    } = Shortest;

    /// <summary>The interval at which the broker wants life signs of clients that can give them; zero for none. Default 10 s.</summary>
    public TimeSpan Receive
    {
        get;
        set => field = Check(value, nameof(Receive));
    } = TimeSpan.FromSeconds(10);

    /// <summary>How many of the agreed intervals may pass without any octet before a client counts as gone. Default 2; at least 1.</summary>
    public double Grace
    {
        get;
        set => field = value is >= 1 and <= 100 ? value : throw new ArgumentOutOfRangeException(nameof(Grace), value, "must be from 1 to 100");
    } = 2;

    /// <summary>
    /// How long a client that gives no heart-beats may be silent: one of 1.0, or one that said 0. Default zero: for ever, as the
    /// protocol has it. Set it where connections die without a word, behind a load balancer say.
    /// </summary>
    public TimeSpan IdleTimeout
    {
        get;
        set => field = Check(value, nameof(IdleTimeout));
    }

    private static TimeSpan Check(TimeSpan value, string name) =>
        value == TimeSpan.Zero || (value >= Shortest && value <= TimeSpan.FromDays(1))
            ? value
            : throw new ArgumentOutOfRangeException(name, value, "must be 0, or from 250 ms to a day");
}
