using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Stomp.Core.Frames;

/// <summary>
/// Copies names and values, and tells those that are plain: without control characters, colons and backslashes they are the same in all
/// versions. Nearly all are.
/// </summary>
internal static class PlainText
{
    /// <summary>The longest text that is worth copying here; beyond it, specialised searches and copies are faster.</summary>
    public const int MaxLength = 256;

    // NUL, line feed and carriage return are what matters; the others up to here are as rare, and one compare finds them all.
    private const byte LastControl = (byte)'\r';

    /// <summary>Copies a text and looks for what is not plain on the way, as each octet is loaded only once for both.</summary>
    /// <param name="source">The text. Nothing beyond its length is read.</param>
    /// <param name="length">Its octets, at most <see cref="MaxLength"/>.</param>
    /// <param name="destination">Where it goes: the caller has room for it there. Nothing behind its length is written.</param>
    /// <returns>All zero when the text is plain. To join what is found in two texts, combine it with "or".</returns>
    /// <remarks>
    /// What no whole vector is left for is covered by one that overlaps another. All of them lie in the text, and the stores at the same places in the
    /// destination, as the branch they are in says; checked spans would check each again, which costs as much as all the rest.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // twice for each header of each frame
    public static Vector128<byte> Copy(ref byte source, int length, ref byte destination)
    {
        Debug.Assert(length <= MaxLength);
        if (length >= Vector128<byte>.Count)
        {
            nuint second = (nuint)(length - Vector128<byte>.Count);
            var low = Vector128.LoadUnsafe(ref source);
            var high = Vector128.LoadUnsafe(ref source, second);
            low.StoreUnsafe(ref destination);
            high.StoreUnsafe(ref destination, second);
            Vector128<byte> found = FindUnsafe(low) | FindUnsafe(high);
            return length <= 2 * Vector128<byte>.Count ? found : found | CopyMiddle(ref source, second, ref destination);
        }

        return FindUnsafe(CopyShort(ref source, length, ref destination));
    }

    // The octets that are not plain have all bits set, the others none.
    private static Vector128<byte> FindUnsafe(Vector128<byte> octets) =>
        Vector128.Equals(Vector128.Min(octets, Vector128.Create(LastControl)), octets)
        | Vector128.Equals(octets, Vector128.Create((byte)':'))
        | Vector128.Equals(octets, Vector128.Create((byte)'\\'));

    // What lies between the first 16 octets and the last, which begin at end, of a text of more than 32.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> CopyMiddle(ref byte source, nuint end, ref byte destination)
    {
        Vector128<byte> found = Vector128<byte>.Zero;
        for (nuint i = (nuint)Vector128<byte>.Count; i < end; i += (nuint)Vector128<byte>.Count)
        {
            var octets = Vector128.LoadUnsafe(ref source, i);
            octets.StoreUnsafe(ref destination, i);
            found |= FindUnsafe(octets);
        }

        return found;
    }

    // A text of less than 16 octets, and a vector of its octets, in whatever order and as often as it takes to fill one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> CopyShort(ref byte source, int length, ref byte destination)
    {
        if (length >= sizeof(ulong))
        {
            int second = length - sizeof(ulong);
            ulong low = Unsafe.ReadUnaligned<ulong>(ref source);
            ulong high = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, second));
            Unsafe.WriteUnaligned(ref destination, low);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, second), high);
            return Vector128.Create(low, high).AsByte();
        }

        if (length >= sizeof(uint))
        {
            int second = length - sizeof(uint);
            uint low = Unsafe.ReadUnaligned<uint>(ref source);
            uint high = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, second));
            Unsafe.WriteUnaligned(ref destination, low);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, second), high);
            return Vector128.Create(low | ((ulong)high << 32)).AsByte();
        }

        if (length == 0)
        {
            return Vector128.Create((byte)' '); // any plain octet
        }

        // One to three octets: the first, the middle and the last are all that there are.
        int octets = source;
        destination = (byte)octets;
        int middle = Unsafe.Add(ref source, length >> 1);
        Unsafe.Add(ref destination, length >> 1) = (byte)middle;
        octets |= middle << 8;
        int last = Unsafe.Add(ref source, length - 1);
        Unsafe.Add(ref destination, length - 1) = (byte)last;
        return Vector128.Create(octets | (last << 16) | (last << 24)).AsByte();
    }
}
