using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Stomp.Core.Frames;

/// <summary>
/// Where the octets that matter stand in a block of 64: bit 0 is the first octet of the block. One look with vectors finds them all,
/// so that what follows goes from one to the next without looking at the octets between.
/// </summary>
internal readonly struct DelimiterMasks
{
    /// <summary>Octets in a block: as many as a mask has bits.</summary>
    public const int BlockLength = 64;

    private DelimiterMasks(ulong lineFeeds, ulong colons, ulong rare)
    {
        LineFeeds = lineFeeds;
        Colons = colons;
        Rare = rare;
    }

    /// <summary>Line feeds.</summary>
    public ulong LineFeeds { get; }

    /// <summary>Colons.</summary>
    public ulong Colons { get; }

    /// <summary>Carriage returns, backslashes and NULs: most heads have none of these.</summary>
    public ulong Rare { get; }

    /// <summary>Looks at the block that begins at <paramref name="start"/>. Octets that it lacks at the end of the text have no bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // in the loop over blocks; the masks stay in registers
    public static DelimiterMasks Of(ReadOnlySpan<byte> text, int start) =>
        text.Length - start >= BlockLength ? OfWhole(text.Slice(start, BlockLength)) : OfLast(text, start);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static DelimiterMasks OfWhole(ReadOnlySpan<byte> block)
    {
        var low = Vector256.Create(block);
        var high = Vector256.Create(block[Vector256<byte>.Count..]);
        Vector256<byte> lowRare = FindRare(low);
        Vector256<byte> highRare = FindRare(high);
        return new DelimiterMasks(
            Join(Vector256.Equals(low, Vector256.Create((byte)'\n')), Vector256.Equals(high, Vector256.Create((byte)'\n'))),
            Join(Vector256.Equals(low, Vector256.Create((byte)':')), Vector256.Equals(high, Vector256.Create((byte)':'))),
            (lowRare | highRare) == Vector256<byte>.Zero ? 0 : Join(lowRare, highRare));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> FindRare(Vector256<byte> octets) =>
        Vector256.Equals(octets, Vector256.Create((byte)'\r'))
        | Vector256.Equals(octets, Vector256.Create((byte)'\\'))
        | Vector256.Equals(octets, Vector256<byte>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Join(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << Vector256<byte>.Count);

    // A block is never read beyond the text: it is moved back to end with it or, where the text is too short for that, filled up.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static DelimiterMasks OfLast(ReadOnlySpan<byte> text, int start)
    {
        int missing = BlockLength - (text.Length - start);
        if (text.Length >= BlockLength)
        {
            DelimiterMasks moved = OfWhole(text[^BlockLength..]);
            return new DelimiterMasks(moved.LineFeeds >> missing, moved.Colons >> missing, moved.Rare >> missing);
        }

        Span<byte> block = stackalloc byte[BlockLength];
        text[start..].CopyTo(block);
        DelimiterMasks filled = OfWhole(block);
        return new DelimiterMasks(filled.LineFeeds, filled.Colons, filled.Rare & (ulong.MaxValue >> missing)); // without the NULs behind the text
    }
}
