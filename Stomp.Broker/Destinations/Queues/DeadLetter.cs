using Stomp.Broker.Messages;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>A message that a queue gave up, on its way to where such messages go. It holds a reference to it.</summary>
/// <param name="Message">The message, as it was in the queue.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Target">Where it goes.</param>
/// <param name="Reason">Why.</param>
/// <param name="Text">Why, in the words of the client that refused it.</param>
/// <param name="Position">Its place in the queue.</param>
/// <param name="Journal">Has the store forget it, when it is where it goes; <see langword="null"/> where nothing is stored.</param>
internal readonly record struct DeadLetter(
    Message Message, byte[] Queue, byte[] Target, DeathReason Reason, string? Text, long Position = 0, QueueJournal? Journal = null);
