using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Stomp.Core.Protocol;

/// <summary>
/// Names that are known in advance, laid out so that finding one on the wire is a single compare of 16 octets, and writing one a single
/// store: each with the octet that ends it there, a colon or a line feed.
/// </summary>
/// <remarks>Immutable once filled. Numbers stand for the names: those of an enumeration, 0 for none of them.</remarks>
internal sealed class NameTable
{
    /// <summary>Octets of an entry.</summary>
    public const int EntryLength = 16;

    private const int MaxNameLength = EntryLength - 1; // and the octet that ends it
    private const int Slots = 64;

    // By slot: the names to find, and what they stand for.
    private readonly Vector128<byte>[] _entries = new Vector128<byte>[Slots];
    private readonly byte[] _numbers = new byte[Slots];

    // By number, that of 1 being the first: the names to write, and their octets with the one that ends them.
    private readonly Vector128<byte>[] _entriesByNumber;
    private readonly byte[] _lengths;
    private readonly byte _terminator;

    /// <summary>Creates an empty table.</summary>
    /// <param name="terminator">The octet that ends a name on the wire.</param>
    /// <param name="count">The numbers there are, 0 included.</param>
    public NameTable(char terminator, int count)
    {
        _terminator = (byte)terminator;
        _entriesByNumber = new Vector128<byte>[count - 1];
        _lengths = new byte[count - 1];
    }

    /// <summary>Adds a name.</summary>
    public void Add(ReadOnlySpan<byte> name, int number)
    {
        Debug.Assert(name.Length is > 0 and <= MaxNameLength && number > 0);
        Span<byte> entry = stackalloc byte[EntryLength];
        entry.Clear();
        name.CopyTo(entry);
        entry[name.Length] = _terminator;
        _lengths[number - 1] = (byte)(name.Length + 1);
        _entriesByNumber[number - 1] = Vector128.Create<byte>(entry);

        nuint slot = GetSlot(name[0], name.Length);
        Debug.Assert(_numbers[slot] == 0, "two names share a slot: other factors are needed");
        _entries[slot] = Vector128.Create<byte>(entry);
        _numbers[slot] = (byte)number;
    }

    /// <summary>Which name is it?</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name.Length > MaxNameLength)
        {
            return 0;
        }

        Span<byte> text = stackalloc byte[EntryLength];
        text.Clear();
        name.CopyTo(text);
        text[name.Length] = _terminator;
        return FindAtStart(in text[0], name.Length);
    }

    /// <summary>Which name does the text begin with?</summary>
    /// <param name="text">
    /// The first octet of a name, the octet that ends it, and what follows it on the wire. The caller has seen to it that there are
    /// <see cref="EntryLength"/> octets in all.
    /// </param>
    /// <param name="length">Octets of the name: those in front of the first octet that ends one. Any length will do.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // once for each line of each head
    public int FindAtStart(ref readonly byte text, int length)
    {
        // A slot is less than the length of the arrays, whatever is in the text: there is no need to check it.
        nuint slot = GetSlot(text, length);
        Vector128<byte> entry = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_entries), slot);
        uint same = Vector128.Equals(Vector128.LoadUnsafe(in text), entry).ExtractMostSignificantBits();

        // With the octet that ends the name the lengths are the same too. An entry that is empty stands for 0 as well.
        return BitOperations.TrailingZeroCount(~same) > length ? Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_numbers), slot) : 0;
    }

    /// <summary>Whether the number stands for a name.</summary>
    public bool Contains(int number) => (uint)(number - 1) < (uint)_entriesByNumber.Length;

    /// <summary>Writes a name and the octet that ends it.</summary>
    /// <param name="number">The name's number, for which <see cref="Contains"/> holds.</param>
    /// <param name="destination">Where the caller has room for <see cref="EntryLength"/> octets; those behind the name get any value.</param>
    /// <returns>The octets written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // once for each header that is written
    public int Write(int number, ref byte destination)
    {
        _entriesByNumber[number - 1].StoreUnsafe(ref destination);
        return _lengths[number - 1];
    }

    // First octet and length tell all names of a table apart. The factors were searched for: with these no two of them share a slot.
    private static nuint GetSlot(byte first, int length) => (((nuint)first * 2) + ((nuint)length * 13)) & (Slots - 1);
}
