namespace Stomp.Benchmarks.Load.Peers;

/// <summary>A folder of its own for a server's configuration and data.</summary>
/// <remarks>Owns the folder: disposing deletes it.</remarks>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stomp-load-");

    public string Path => _folder.FullName;

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
