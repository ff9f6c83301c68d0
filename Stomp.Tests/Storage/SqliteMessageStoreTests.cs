using NUnit.Framework;
using Stomp.Broker.Storage;

namespace Stomp.Tests.Storage;

/// <summary>The conformance fixture on SQLite.</summary>
[TestFixture]
public sealed class SqliteMessageStoreTests : MessageStoreTests
{
    private SqliteFolder? _folder;

    protected override IStompMessageStore CreateStore() => (_folder ??= new SqliteFolder()).CreateStore();

    protected override void RemoveStorage()
    {
        _folder?.Dispose();
        _folder = null;
    }
}
