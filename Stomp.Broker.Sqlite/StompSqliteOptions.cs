namespace Stomp.Broker.Sqlite;

/// <summary>Where and how messages are stored. Read once, when the broker starts.</summary>
public sealed class StompSqliteOptions
{
    /// <summary>
    /// The folder of the store, made when it is not there. In it are <c>stomp.db</c>, the <c>-wal</c> and <c>-shm</c> of it that SQLite makes, <c>stomp.lock</c>
    /// and <c>stomp.owner</c>. It must be on a disk of this machine: SQLite's locks do not work over networks. Needed.
    /// </summary>
    public string Directory { get; set; } = "";

    /// <summary>What is waited for before a commit counts as done. Default <see cref="SqliteSynchronous.Full"/>, without which "stored" is not true.</summary>
    public SqliteSynchronous Synchronous
    {
        get;
        set => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Synchronous), value, "is not one of Full, Normal, Off");
    }

    /// <summary>
    /// Octets of the database that the writing connection keeps in memory; a reading one keeps a quarter of it. Default 16 MiB, at least 1 MiB.
    /// </summary>
    public long CacheBytes
    {
        get;
        set => field = value >= 1 << 20 ? value : throw new ArgumentOutOfRangeException(nameof(CacheBytes), value, "must be 1 MiB or more");
    } = 16 << 20;

    /// <summary>How many reads go on at once; others wait for them. Default 2, at least 1.</summary>
    public int ReadConnections
    {
        get;
        set => field = value is >= 1 and <= 64 ? value : throw new ArgumentOutOfRangeException(nameof(ReadConnections), value, "must be 1 to 64");
    } = 2;

    /// <summary>
    /// How large <c>stomp.db</c> may become, in octets: beyond it the store is full, as when the disk is. Default 0, which is no limit but the disk's.
    /// </summary>
    public long MaxBytes
    {
        get;
        set => field = value is 0 or >= 1 << 20 ? value : throw new ArgumentOutOfRangeException(nameof(MaxBytes), value, "must be 0, or 1 MiB or more");
    }

    /// <summary>
    /// How much space must be left on the disk, in octets, for anything to be added; below it the store is full, but removing goes on. Default 64 MiB; 0 for none,
    /// and then a disk that is full stays so until somebody makes space on it. RabbitMQ's <c>disk_free_limit</c> is 50 MB.
    /// </summary>
    public long MinFreeBytes
    {
        get;
        set => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(MinFreeBytes), value, "must be 0 or more");
    } = 64 << 20;

    /// <summary>
    /// Whether the whole database is checked when it is opened. Default <see langword="false"/>: it reads every page, some 10 s for each 10 GB. Without it
    /// damage is found where it is read.
    /// </summary>
    public bool CheckIntegrity { get; set; }
}
