using Stomp.Broker.Storage;

namespace Stomp.Broker.Sqlite;

/// <summary>A connection that reads, beside the one that writes.</summary>
/// <remarks>Not thread-safe; <see cref="ReadPool"/> lends it to one at a time.</remarks>
internal sealed class ReadConnection : IDisposable
{
    private const string Columns = "m.queue, m.position, m.priority, m.expires, m.due, m.deliveries, m.octets";

    private readonly Database _database;
    private readonly Statement _read;
    private readonly Statement _readDue;
    private readonly Statement _readExpiring;
    private readonly Statement _readValue;
    private readonly Statement _readValues;

    public ReadConnection(Database database)
    {
        _database = database;

        // What is left of a deleted queue is not there any more for those who read.
        _read = database.Prepare(
            $"""
            SELECT {Columns} FROM message m INDEXED BY message_order
            WHERE m.queue = ?1 AND m.lane = ?2 AND m.position >= ?3 AND (SELECT 1 FROM queue WHERE id = ?1) ORDER BY m.position
            """);
        _readDue = database.Prepare(
            $"""
            SELECT {Columns} FROM message m INDEXED BY message_due CROSS JOIN queue q ON q.id = m.queue
            WHERE m.due > 0 AND m.due <= ?1 ORDER BY m.due, m.position
            """);
        _readExpiring = database.Prepare(
            $"""
            SELECT {Columns} FROM message m INDEXED BY message_expires CROSS JOIN queue q ON q.id = m.queue
            WHERE m.expires > 0 AND m.expires <= ?1 ORDER BY m.expires, m.position
            """);
        _readValue = database.Prepare("SELECT octets FROM value WHERE key = ?1");
        _readValues = database.Prepare("SELECT key, octets FROM value WHERE key >= ?1 ORDER BY key");
    }

    public bool Read(
        long queue, int priority, long fromPosition, StoreReadLimit limit, IStoredMessageReceiver receiver, CancellationToken cancellationToken) =>
        Give(_read.Bind(1, queue).Bind(2, priority).Bind(3, fromPosition), limit, receiver, cancellationToken);

    public bool ReadDue(long until, StoreReadLimit limit, IStoredMessageReceiver receiver, CancellationToken cancellationToken) =>
        Give(_readDue.Bind(1, until), limit, receiver, cancellationToken);

    public bool ReadExpiring(long until, StoreReadLimit limit, IStoredMessageReceiver receiver, CancellationToken cancellationToken) =>
        Give(_readExpiring.Bind(1, until), limit, receiver, cancellationToken);

    public byte[]? ReadValue(ReadOnlySpan<byte> key)
    {
        byte[]? value = _readValue.Bind(1, key).Step() ? _readValue.GetOctets(0).ToArray() : null;
        _readValue.Reset();
        return value;
    }

    public void ReadValues(ReadOnlySpan<byte> prefix, IStoredValueReceiver receiver, CancellationToken cancellationToken)
    {
        try
        {
            _readValues.Bind(1, prefix);
            while (_readValues.Step())
            {
                cancellationToken.ThrowIfCancellationRequested();
                ReadOnlySpan<byte> key = _readValues.GetOctets(0);
                if (!key.StartsWith(prefix) || !receiver.Receive(key, _readValues.GetOctets(1)))
                {
                    break;
                }
            }
        }
        finally
        {
            _readValues.Reset();
        }
    }

    public void Dispose()
    {
        _read.Dispose();
        _readDue.Dispose();
        _readExpiring.Dispose();
        _readValue.Dispose();
        _readValues.Dispose();
        _database.Dispose();
    }

    private static bool Give(Statement statement, StoreReadLimit limit, IStoredMessageReceiver receiver, CancellationToken cancellationToken)
    {
        try
        {
            int messages = 0;
            long octets = 0;
            bool wantsMore = true;
            while (statement.Step())
            {
                cancellationToken.ThrowIfCancellationRequested();
                ReadOnlySpan<byte> tail = statement.GetOctets(6);
                octets += tail.Length;
                if (!wantsMore || messages == limit.Messages || (messages > 0 && octets > limit.Octets))
                {
                    return true;
                }

                wantsMore = receiver.Receive(
                    new StoredMessageInfo(
                        statement.GetNumber(0),
                        statement.GetNumber(1),
                        (int)statement.GetNumber(2),
                        statement.GetNumber(3),
                        statement.GetNumber(4),
                        (int)statement.GetNumber(5)),
                    tail);
                messages++;
            }

            return false;
        }
        finally
        {
            statement.Reset(); // and with it the view of the database, which would hold the write-ahead log back
        }
    }
}
