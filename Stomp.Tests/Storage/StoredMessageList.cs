using Stomp.Broker.Storage;

namespace Stomp.Tests.Storage;

/// <summary>Keeps what a store reads.</summary>
public sealed class StoredMessageList(int wanted = int.MaxValue) : List<StoredMessage>, IStoredMessageReceiver
{
    public bool Receive(in StoredMessageInfo message, ReadOnlySpan<byte> octets)
    {
        Add(new StoredMessage(message, octets.ToArray()));
        return Count < wanted;
    }
}
