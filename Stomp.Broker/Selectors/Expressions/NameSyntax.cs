using System.Globalization;
using System.Text;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary>
/// How a name stands in a selector: a letter, <c>_</c> or <c>$</c>, then also digits, and a hyphen where one of these follows it directly, so
/// that <c>content-type</c> is a name and <c>a - b</c> a difference. Every other name stands in double quotes, and so may any.
/// </summary>
internal static class NameSyntax
{
    private static readonly HashSet<string> Reserved =
        new(StringComparer.OrdinalIgnoreCase) { "AND", "OR", "NOT", "BETWEEN", "LIKE", "ESCAPE", "IN", "IS", "TRUE", "FALSE", "NULL" };

    public static bool IsReserved(string word) => Reserved.Contains(word);

    public static bool IsStart(Rune character) =>
        character.Value is '_' or '$' || Rune.IsLetter(character) || Rune.GetUnicodeCategory(character) == UnicodeCategory.LetterNumber;

    public static bool IsPart(Rune character) =>
        IsStart(character)
        || Rune.GetUnicodeCategory(character)
            is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>The characters of the name that a text begins with, as many as belong to it; 0 when it begins with none.</summary>
    public static int Measure(ReadOnlySpan<char> text)
    {
        int length = 0;
        while (length < text.Length)
        {
            Rune.DecodeFromUtf16(text[length..], out Rune character, out int consumed);
            if (length == 0 ? IsStart(character) : IsPart(character))
            {
                length += consumed;
            }
            else if (length > 0 && character.Value == '-' && StartsWithPart(text[(length + 1)..]))
            {
                length++;
            }
            else
            {
                break;
            }
        }

        return length;
    }

    /// <summary>A header's name as a selector has it: quoted only where it must be.</summary>
    public static string Write(string name) =>
        Measure(name) == name.Length && !IsReserved(name) ? name : Quote(name);

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static bool StartsWithPart(ReadOnlySpan<char> text) =>
        Rune.DecodeFromUtf16(text, out Rune character, out _) == System.Buffers.OperationStatus.Done && IsPart(character);
}
