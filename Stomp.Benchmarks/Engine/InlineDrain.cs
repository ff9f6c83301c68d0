using System.Runtime.CompilerServices;
using Stomp.Broker.Outboxes;

namespace Stomp.Benchmarks.Engine;

/// <summary>
/// Does on the calling thread what waking a batch has the thread pool do: drains its outboxes. That way a measurement includes all
/// the work, ends when the work does, and has no scheduling in it.
/// </summary>
internal static class InlineDrain
{
    public static void Run(DeliveryBatch batch)
    {
        ref int count = ref Count(batch);
        Outbox[] outboxes = Outboxes(batch);
        for (int i = 0; i < count; i++)
        {
            IThreadPoolWorkItem outbox = outboxes[i];
            outbox.Execute();
        }

        count = 0;
    }

    // Private, because nobody in the broker may drain on a publisher's thread.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_outboxes")]
    private static extern ref Outbox[] Outboxes(DeliveryBatch batch);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_count")]
    private static extern ref int Count(DeliveryBatch batch);
}
