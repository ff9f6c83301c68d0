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
        catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException) && File.Exists(path))
        {
            throw new StompStoreException(
                StompStoreFailure.Locked,
                $"{directory} is in use by {ReadOwner(owner)}: end it, or give this broker a folder of its own.",
                exception);
        }

        try
        {
            File.WriteAllText(
                owner,
                string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName} since {DateTime.UtcNow:u}"));
            return new StoreLock(file, owner);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        try
        {
            File.Delete(_owner);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It says too much and does no harm: the lock is what counts.
        }

        _lock.Dispose();
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
