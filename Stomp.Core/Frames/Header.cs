using System.Text;
using Stomp.Core.Protocol;

namespace Stomp.Core.Frames;

/// <summary>A header of a frame: decoded views, valid as long as the frame.</summary>
public readonly ref struct Header
{
    internal Header(KnownHeader known, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Known = known;
        Name = name;
        Value = value;
    }

    /// <summary>Which known header it is, or <see cref="KnownHeader.None"/>.</summary>
    public KnownHeader Known { get; }

    /// <summary>The decoded name, UTF-8.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The decoded value, UTF-8; may be empty (C-10).</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>The header as <c>name:value</c>, for logs and debuggers.</summary>
    public override string ToString() => $"{Encoding.UTF8.GetString(Name)}:{Encoding.UTF8.GetString(Value)}";
}
