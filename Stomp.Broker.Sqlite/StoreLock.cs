using System.Globalization;
using Stomp.Broker.Storage;

namespace Stomp.Broker.Sqlite;

/// <summary>
/// Keeps a folder for this process as long as it lives. SQLite's own locks are held during a transaction only, and two brokers that took turns would
/// deliver every message twice.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private const string LockName = "stomp.lock";

    // Beside the lock, because a locked file cannot be read by others everywhere.
    private const string OwnerName = "stomp.owner";

    // What the runtime makes of a file that another process has: errno on Unix.
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    private readonly FileStream _lock;
    private readonly string _owner;

    private StoreLock(FileStream file, string owner)
    {
        _lock = file;
        _owner = owner;
    }

    /// <summary>Takes the lock of a folder; the operating system gives it back when the process ends, however that comes.</summary>
    public static StoreLock Take(string directory)
    {
        string path = Path.Combine(directory, LockName);
        string owner = Path.Combine(directory, OwnerName);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException exception) when (exception.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharingViolation)
        {
            throw new StompStoreException(
                StompStoreFailure.Locked,
                $"{directory} is in use by {ReadOwner(owner)}: end it, or give this broker a folder of its own.",
                exception);
        }

        WriteOwner(owner);
        return new StoreLock(file, owner);
    }

    public void Dispose()
    {
        try
        {
            File.Delete(_owner);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It says too much then and does no harm.
        }

        _lock.Dispose();
    }

    private static void WriteOwner(string owner)
    {
        try
        {
            File.WriteAllText(
                owner,
                string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName} since {DateTime.UtcNow:u}"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No space, say. It is only for people; the lock is what counts.
        }
    }

    private static string ReadOwner(string owner)
    {
        try
        {
            return File.ReadAllText(owner);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "another process"; // it is just starting
        }
    }
}
