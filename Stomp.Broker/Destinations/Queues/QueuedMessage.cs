using Stomp.Broker.Messages;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>A message that waits in a queue. It holds a reference to it.</summary>
/// <param name="Message">The message.</param>
/// <param name="Position">Its place in the order of the queue.</param>
/// <param name="Deliveries">How often it was delivered before.</param>
internal readonly record struct QueuedMessage(Message Message, long Position, int Deliveries);
