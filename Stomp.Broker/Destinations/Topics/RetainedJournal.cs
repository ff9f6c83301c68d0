using System.Text;
using Stomp.Broker.Messages;
using Stomp.Broker.Storage;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>Has the store follow which messages topics retain: those that are persistent, by their destinations.</summary>
/// <remarks>The lock of <see cref="KeptMessages"/> guards it, but for what the writer tells.</remarks>
internal sealed class RetainedJournal(BrokerStorage storage) : IStoreOwner
{
    private static readonly byte[] KeyPrefix = "retained"u8.ToArray();

    /// <summary>What the names of the stored values begin with, that of topics included.</summary>
    public static byte[] GetPrefix(string topicPrefix) => [.. KeyPrefix, .. Encoding.UTF8.GetBytes(topicPrefix)];

    /// <summary>The destination of a stored value.</summary>
    public static byte[] GetDestination(ReadOnlySpan<byte> key) => key[KeyPrefix.Length..].ToArray();

    /// <summary>A message has become the one that a topic retains.</summary>
    public void Retained(KeptTopic topic, Message message)
    {
        if (!message.Properties.IsPersistent)
        {
            Forgotten(topic); // the one before it must not come back
        }
        else if (storage.Writer is { } writer)
        {
            topic.IsStored = true;
            StoreTicket.Set(writer.SetValue(GetKey(topic), message, this));
        }
    }

    /// <summary>A topic retains no message any more.</summary>
    public void Forgotten(KeptTopic topic)
    {
        if (topic.IsStored && storage.Writer is { } writer)
        {
            topic.IsStored = false;
            StoreTicket.Set(writer.RemoveValue(GetKey(topic)));
        }
    }

    void IStoreOwner.OnAddFailed(long queue, long position, StompStoreException failure)
    {
        // It adds no messages to queues.
    }

    void IStoreOwner.OnSetFailed(ReadOnlyMemory<byte> key, StompStoreException failure)
    {
        // The sender is told. The topic retains the message until the broker ends.
    }

    private static byte[] GetKey(KeptTopic topic) => [.. KeyPrefix, .. topic.Destination];
}
