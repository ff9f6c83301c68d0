using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Stomp.Benchmarks.Load.Floor;

/// <summary>The file to which a server that only writes appends bodies: one write and one sync for all that came together.</summary>
/// <remarks>Owns the file. Guarded by the server's gate.</remarks>
internal sealed class FloorLog : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly long _maxBytes;
    private byte[] _batch = new byte[64 << 10];
    private int _count;
    private long _length;

    /// <param name="path">The file; one that is there is emptied.</param>
    /// <param name="maxBytes">Octets beyond which it begins anew, so that a long run does not fill the disk.</param>
    /// <exception cref="LoadException">It cannot be written.</exception>
    public FloorLog(string path, long maxBytes = 1L << 30)
    {
        _maxBytes = maxBytes;
        try
        {
            _file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LoadException($"cannot write {path}: {exception.Message}");
        }
    }

    /// <summary>Adds a body to what the next commit writes.</summary>
    public void Append(ReadOnlySpan<byte> body)
    {
        if (_batch.Length - _count < body.Length)
        {
            Array.Resize(ref _batch, Math.Max(_count + body.Length, _batch.Length * 2));
        }

        body.CopyTo(_batch.AsSpan(_count));
        _count += body.Length;
    }

    /// <summary>Writes what was added, and returns when it is on the disk.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Commit()
    {
        if (_count == 0)
        {
            return;
        }

        if (_length + _count > _maxBytes)
        {
            RandomAccess.SetLength(_file, 0);
            _length = 0;
        }

        RandomAccess.Write(_file, _batch.AsSpan(0, _count), _length);
        Sync();
        _length += _count;
        _count = 0;
    }

    public void Dispose() => _file.Dispose();

    // The data and what is needed to read it again, without the times of access and change: .NET itself offers only to sync all of it.
    private void Sync()
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(_file);
        }
        else if (FDataSync(_file) != 0)
        {
            throw new IOException($"cannot sync: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [DllImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FDataSync(SafeFileHandle file);
}
