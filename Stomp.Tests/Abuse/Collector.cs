using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Stomp.Tests.Abuse;

/// <summary>
/// Has another process collect its garbage, as diagnostic tools do. An idle collector gives nothing back, because nothing asks for it:
/// without this a leak could not be told from garbage that lies there.
/// </summary>
/// <remarks>The runtime's diagnostic port: a Unix socket. A trace session of the event source that has a collection as its start.</remarks>
internal static class Collector
{
    private const ulong CollectKeyword = 0x800000; // GCHeapCollect
    private const uint Informational = 4;
    private const byte EventPipe = 2;
    private const byte StopTracing = 1;
    private const byte CollectTracing2 = 3;
    private const int HeadBytes = 20;

    /// <summary>Whether there is such a socket here.</summary>
    public static bool IsAvailable => !OperatingSystem.IsWindows();

    public static async Task CollectAsync(int process)
    {
        var port = new UnixDomainSocketEndPoint(
            Directory.EnumerateFiles(Path.GetTempPath(), $"dotnet-diagnostic-{process}-*-socket").Single());
        using Socket trace = await ConnectAsync(port);
        await trace.SendAsync(Request(CollectTracing2, Content()));

        // It answers when the session has begun, which the collection is a part of. A session that is not stopped keeps its socket.
        byte[] answer = new byte[HeadBytes + sizeof(ulong)];
        await trace.ReceiveAsync(answer);
        using Socket control = await ConnectAsync(port);
        await control.SendAsync(Request(StopTracing, answer[HeadBytes..]));
        byte[] rest = new byte[64 * 1024];
        while (await trace.ReceiveAsync(rest) > 0)
        {
        }
    }

    private static async Task<Socket> ConnectAsync(UnixDomainSocketEndPoint port)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(port);
        return socket;
    }

    private static byte[] Request(byte command, byte[] content)
    {
        byte[] length = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)(HeadBytes + content.Length));
        return [.. "DOTNET_IPC_V1\0"u8, .. length, EventPipe, command, 0, 0, .. content];
    }

    private static byte[] Content()
    {
        const string Provider = "Microsoft-Windows-DotNETRuntime\0";
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write(1u); // MB of buffer
        writer.Write(1u); // the format: nettrace
        writer.Write(false); // no rundown of all that is loaded
        writer.Write(1u); // one provider
        writer.Write(CollectKeyword);
        writer.Write(Informational);
        writer.Write((uint)Provider.Length);
        writer.Write(Encoding.Unicode.GetBytes(Provider));
        writer.Write(0u); // no arguments
        return content.ToArray();
    }
}
