namespace Stomp.Benchmarks.Load.Peers;

/// <summary>A folder of its own for a server's configuration and data.</summary>
/// <remarks>Owns the folder: disposing deletes it.</remarks>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stomp-load-");

    public string Path => _folder.FullName;

    /// <summary>What such folders are on: <c>ext4</c>, for instance.</summary>
    public static string FileSystem => Drive.DriveFormat;

    /// <summary>Whether such folders are kept in memory alone: nothing in them outlives the machine, and to sync it takes no time.</summary>
    public static bool IsInMemory => Drive.DriveType == DriveType.Ram;

    private static DriveInfo Drive => new(System.IO.Path.GetTempPath());

    /// <summary>Writes a file into it.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string text)
    {
        string path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Makes a folder in it.</summary>
    /// <returns>Its path.</returns>
    public string MakeFolder(string name) => _folder.CreateSubdirectory(name).FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
