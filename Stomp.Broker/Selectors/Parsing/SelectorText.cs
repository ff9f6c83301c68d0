using System.Buffers;
using System.Text;

namespace Stomp.Broker.Selectors.Parsing;

/// <summary>The text of a selector, in which places are counted by characters: code points of Unicode, from 1.</summary>
internal sealed class SelectorText
{
    private SelectorText(string text) => Text = text;

    public string Text { get; }

    /// <summary>Decodes what a client has sent.</summary>
    /// <exception cref="SelectorException">It is too long, or no UTF-8.</exception>
    public static SelectorText Decode(ReadOnlySpan<byte> utf8)
    {
        int characters = 0;
        for (ReadOnlySpan<byte> rest = utf8; !rest.IsEmpty;)
        {
            ThrowIfTooLong(++characters);
            if (Rune.DecodeFromUtf8(rest, out _, out int consumed) != OperationStatus.Done)
            {
                throw new SelectorException(characters, "what is there is not UTF-8");
            }

            rest = rest[consumed..];
        }

        return new SelectorText(Encoding.UTF8.GetString(utf8));
    }

    /// <exception cref="SelectorException">It is too long.</exception>
    public static SelectorText Create(string text)
    {
        ThrowIfTooLong(Count(text));
        return new SelectorText(text);
    }

    /// <summary>The error that something is wrong at an index of the text.</summary>
    public SelectorException Error(int index, string what) => new(Count(Text.AsSpan(0, index)) + 1, what);

    private static void ThrowIfTooLong(int characters)
    {
        if (characters > SelectorLimits.MaxCharacters)
        {
            throw new SelectorException(SelectorLimits.MaxCharacters + 1, $"a selector has at most {SelectorLimits.MaxCharacters} characters");
        }
    }

    private static int Count(ReadOnlySpan<char> text)
    {
        int characters = 0;
        foreach (Rune _ in text.EnumerateRunes())
        {
            characters++;
        }

        return characters;
    }
}
