using System.Diagnostics;
using System.Text;

namespace Stomp.Broker.Dialects;

/// <summary>Names of headers, and what they mean. A name that is not among them is told by its first octet and its length, nearly always.</summary>
/// <remarks>Immutable, so thread-safe. Names are case-sensitive, as STOMP's are.</remarks>
internal sealed class HeaderNameTable<THeader>
    where THeader : struct, Enum
{
    private const int MaxLength = 63; // a bit each

    private readonly ulong[] _lengths = new ulong[256]; // by first octet: which lengths there are
    private readonly (byte[] Name, THeader Header)[] _names;

    public HeaderNameTable(params ReadOnlySpan<(string Name, THeader Header)> names)
    {
        _names = new (byte[] Name, THeader Header)[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            byte[] name = Encoding.ASCII.GetBytes(names[i].Name);
            Debug.Assert(name.Length is > 0 and <= MaxLength);
            _names[i] = (name, names[i].Header);
            _lengths[name[0]] |= 1UL << name.Length;
        }
    }

    /// <summary>What a name means; the default of <typeparamref name="THeader"/> when it is not among them.</summary>
    public THeader Find(ReadOnlySpan<byte> name) =>
        !name.IsEmpty && name.Length <= MaxLength && (_lengths[name[0]] & (1UL << name.Length)) != 0 ? Search(name) : default;

    private THeader Search(ReadOnlySpan<byte> name)
    {
        foreach ((byte[] known, THeader header) in _names)
        {
            if (name.SequenceEqual(known))
            {
                return header;
            }
        }

        return default;
    }
}
