using System.Text;
using Stomp.Broker.Storage;

namespace Stomp.Tests.Storage;

/// <summary>Keeps what a store reads, as <c>name=value</c>.</summary>
public sealed class StoredValueList(int wanted = int.MaxValue) : List<string>, IStoredValueReceiver
{
    public bool Receive(ReadOnlySpan<byte> key, ReadOnlySpan<byte> octets)
    {
        Add($"{Encoding.Latin1.GetString(key)}={Encoding.Latin1.GetString(octets)}");
        return Count < wanted;
    }
}
