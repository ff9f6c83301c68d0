using NUnit.Framework;
using Stomp.Broker.Storage;

namespace Stomp.Tests.Storage;

/// <summary>The conformance fixture on the reference.</summary>
[TestFixture]
public sealed class MemoryMessageStoreTests : MessageStoreTests
{
    private MemoryMessageStore.Disk _disk = new();

    protected override IStompMessageStore CreateStore() => new MemoryMessageStore(_disk);

    protected override void RemoveStorage() => _disk = new MemoryMessageStore.Disk();
}
