namespace Stomp.Benchmarks.Load.Messages;

/// <summary>The numbers of one stream that have come to any consumer of a queue: one bit for each.</summary>
internal sealed class SequenceSet
{
    private const int BitsPerWord = 64;
    private ulong[] _words = new ulong[16];

    /// <summary>Adds a number.</summary>
    /// <returns><see langword="false"/> when it was there.</returns>
    public bool Add(int sequence)
    {
        int word = sequence / BitsPerWord;
        if (word >= _words.Length)
        {
            Array.Resize(ref _words, Math.Max(word + 1, _words.Length * 2));
        }

        ulong bit = 1UL << (sequence % BitsPerWord);
        bool isNew = (_words[word] & bit) == 0;
        _words[word] |= bit;
        return isNew;
    }
}
