using System.Text;
using Stomp.Broker.Storage;

namespace Stomp.Tests.Storage;

/// <summary>A message that was read from a store.</summary>
public sealed record StoredMessage(StoredMessageInfo Info, byte[] Octets)
{
    public long Position => Info.Position;

    public string Text => Encoding.Latin1.GetString(Octets);
}
