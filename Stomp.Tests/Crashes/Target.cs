namespace Stomp.Tests.Crashes;

/// <summary>Where messages go to and come from: a queue, or a topic with one durable subscription.</summary>
/// <param name="Name">Its name in the history.</param>
/// <param name="Destination">Its destination.</param>
/// <param name="SubscribeId">The <c>id</c> of SUBSCRIBE, which names a durable subscription.</param>
/// <param name="SubscribeHeaders">What SUBSCRIBE says besides.</param>
internal sealed record Target(string Name, string Destination, string SubscribeId = "1", string SubscribeHeaders = "")
{
    /// <summary>A queue with one consumer at a time.</summary>
    public static Target Orders { get; } = Queue("orders");

    /// <summary>A queue with two consumers.</summary>
    public static Target Shared { get; } = Queue("shared");

    /// <summary>A queue whose one consumer moves its messages to others.</summary>
    public static Target Work { get; } = Queue("work");

    /// <summary>Where it moves them to: a queue with one consumer at a time.</summary>
    public static Target Moved { get; } = Queue("moved");

    /// <summary>A topic with a durable subscription, in RabbitMQ's words.</summary>
    public static Target Events { get; } = new("events", "/topic/crash.events", "crash-events", "durable:true\nauto-delete:false\n");

    public static Target Of(string name) =>
        new[] { Orders, Shared, Work, Moved, Events }.First(target => target.Name == name);

    private static Target Queue(string name) => new(name, $"/queue/crash.{name}");
}
