using System.Globalization;
using Stomp.Broker.Storage;

namespace Stomp.Broker.Sqlite;

/// <summary>
/// Keeps the last of the disk's space for those who remove. On a full disk the write-ahead log can neither grow nor be written back into a database that would
/// have to grow, and then what is consumed could not be removed either: it would stay full for ever.
/// </summary>
/// <remarks>Not thread-safe; the store's lock on the writing connection guards it.</remarks>
internal sealed class FreeSpace(Database database, long minFreeBytes)
{
    // What the write-ahead log may hold that is not in the database yet.
    private const long PendingBytes = 16 << 20;

    private readonly DriveInfo _drive = new(database.FilePath);

    /// <summary>Refuses a batch that adds something when there is too little space for it.</summary>
    public void Check(StoreBatch batch)
    {
        if (minFreeBytes == 0 || _drive.AvailableFreeSpace >= minFreeBytes || !Adds(batch))
        {
            return;
        }

        // There may be much free space in the database itself.
        if (database.Query("PRAGMA freelist_count") * Schema.PageBytes < PendingBytes + (2 * batch.Octets))
        {
            throw new StompStoreException(
                StompStoreFailure.Full,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"There are less than {minFreeBytes} octets free on the disk of {database.FilePath}: make some space; storing goes on then."));
        }
    }

    private static bool Adds(StoreBatch batch)
    {
        foreach (ref readonly StoreOperation operation in batch.Operations)
        {
            if (operation.Kind is StoreOperationKind.AddMessage or StoreOperationKind.SetValue)
            {
                return true;
            }
        }

        return false;
    }
}
