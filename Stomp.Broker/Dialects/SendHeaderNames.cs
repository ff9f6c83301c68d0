using Stomp.Broker.Messages;
using Stomp.Core.Protocol;

namespace Stomp.Broker.Dialects;

/// <summary>The names of the headers of <see cref="SendHeader"/>.</summary>
internal static class SendHeaderNames
{
    private static readonly (string Name, SendHeader Header)[] All =
    [
        ("persistent", SendHeader.Persistent),
        ("priority", SendHeader.Priority),
        ("expires", SendHeader.Expires),
        ("ttl", SendHeader.TimeToLive),
        ("expiration", SendHeader.TimeToLive),
        ("x-delay", SendHeader.Delay),
        ("AMQ_SCHEDULED_DELAY", SendHeader.Delay),
        ("AMQ_SCHEDULED_TIME", SendHeader.DeliveryTime),
        ("_AMQ_SCHED_DELIVERY", SendHeader.DeliveryTime),
        ("AMQ_SCHEDULED_PERIOD", SendHeader.Period),
        ("AMQ_SCHEDULED_REPEAT", SendHeader.Repeat),
        ("AMQ_SCHEDULED_CRON", SendHeader.Cron),
        ("JMSXGroupID", SendHeader.Group),
        ("message_group", SendHeader.Group),
        ("_AMQ_DUPL_ID", SendHeader.DuplicateId),
        ("x-deduplication-header", SendHeader.DuplicateId),
        ("deduplication-id", SendHeader.DuplicateId),
        ("retain", SendHeader.Retain),
        ("reply-to", SendHeader.ReplyTo),
    ];

    private static readonly HeaderNameTable<SendHeader> Table = new(All);

    /// <summary>Which of them a name is. Any other name costs one look at a table.</summary>
    public static SendHeader Find(ReadOnlySpan<byte> name) => Table.Find(name);

    /// <summary>Finds the value of the first header of a message that is one of them. The first of the message counts, whatever it is called.</summary>
    public static bool TryFind(Message message, SendHeader header, out ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> rest = message.GetTail(StompVersion.V12);
        while (TailHeaders.TryReadLine(ref rest, out ReadOnlySpan<byte> name, out value))
        {
            if (Table.Find(name) == header)
            {
                return true;
            }
        }

        value = default;
        return false;
    }
}
