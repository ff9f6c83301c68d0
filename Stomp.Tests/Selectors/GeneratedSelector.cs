using FsCheck;
using FsCheck.Fluent;

namespace Stomp.Tests.Selectors;

/// <summary>A selector as FsCheck makes it: as few parentheses as its meaning allows, and as many as it may have.</summary>
/// <param name="Text">With few.</param>
/// <param name="Explicit">With many.</param>
/// <param name="Strength">How strongly it hangs together: from 0, OR, to 6, a name or a literal.</param>
internal sealed record GeneratedSelector(string Text, string Explicit, int Strength)
{
    private const int Or = 0;
    private const int And = 1;
    private const int Not = 2;
    private const int Compared = 3;
    private const int Sum = 4;
    private const int Product = 5;
    private const int Primary = 6;
    private const int MaxDepth = 4;

    private static readonly Gen<GeneratedSelector> Headers =
        Gen.Elements("a", "b", "c", "content-type", "\"or\"", "\"a:b\"", "JMSType", "größe").Select(Leaf);

    private static readonly Gen<GeneratedSelector> Numbers =
        Gen.Elements("0", "1", "2.5", "1E3", "0x1F", "017", "9223372036854775807", "JMSPriority").Select(Leaf);

    private static readonly Gen<string> Texts = Gen.Elements("''", "'x'", "'it''s'", "'a%_'", "'1'", "'😀'");

    public static Gen<GeneratedSelector> Any { get; } = Condition(MaxDepth);

    public override string ToString() => $"{Text}   {Explicit}";

    private static GeneratedSelector Leaf(string text) => new(text, text, Primary);

    private static Gen<GeneratedSelector> Condition(int depth)
    {
        Gen<GeneratedSelector> comparison = Comparison(Math.Min(depth, 2));
        if (depth == 0)
        {
            return comparison;
        }

        Gen<GeneratedSelector> inner = Condition(depth - 1);
        return Gen.Frequency(
            (3, comparison),
            (1, inner.Select(part => Prefix("NOT ", part, Not))),
            (2, Join(inner, inner, "OR", Or)),
            (2, Join(inner, inner, "AND", And)));
    }

    private static Gen<GeneratedSelector> Comparison(int depth)
    {
        Gen<GeneratedSelector> operand = Operand(depth);
        Gen<GeneratedSelector> ordered =
            from left in operand
            from sign in Gen.Elements("=", "<>", "<", "<=", ">", ">=")
            from right in operand
            select Combine(left, sign, right, Compared, Sum);
        Gen<GeneratedSelector> between =
            from value in operand
            from sign in Gen.Elements("BETWEEN", "NOT BETWEEN")
            from low in operand
            from high in operand
            select new GeneratedSelector(
                $"{Weak(value, Sum)} {sign} {Weak(low, Sum)} AND {Weak(high, Sum)}",
                $"(({value.Explicit}) {sign} ({low.Explicit}) AND ({high.Explicit}))", Compared);
        Gen<GeneratedSelector> withText =
            from header in Headers
            from sign in Gen.Elements("=", "<>", "LIKE", "NOT LIKE")
            from text in Texts
            select new GeneratedSelector($"{header.Text} {sign} {text}", $"(({header.Text}) {sign} {text})", Compared);
        Gen<GeneratedSelector> list =
            from value in operand
            from sign in Gen.Elements("IN", "NOT IN")
            from items in Gen.OneOf(Texts, Gen.Elements("1", "-2.5", "0x1F")).NonEmptyListOf()
            select new GeneratedSelector(
                $"{Weak(value, Sum)} {sign} ({string.Join(", ", items.Take(5))})",
                $"(({value.Explicit}) {sign} ({string.Join(',', items.Take(5))}))", Compared);
        Gen<GeneratedSelector> isNull =
            from value in operand
            from sign in Gen.Elements("IS NULL", "IS NOT NULL")
            select new GeneratedSelector($"{Weak(value, Sum)} {sign}", $"(({value.Explicit}) {sign})", Compared);
        return Gen.OneOf(ordered, between, withText, list, isNull, Gen.Elements("TRUE", "FALSE").Select(Leaf), Headers);
    }

    private static Gen<GeneratedSelector> Operand(int depth)
    {
        Gen<GeneratedSelector> leaf = Gen.OneOf(Headers, Numbers);
        if (depth == 0)
        {
            return leaf;
        }

        Gen<GeneratedSelector> inner = Operand(depth - 1);
        return Gen.Frequency(
            (3, leaf),
            (1, inner.Select(part => Prefix("-", part, Primary))),
            (1, inner.Select(part => Prefix("+", part, Primary))),
            (2, Gen.Elements("+", "-").SelectMany(sign => Join(inner, inner, sign, Sum))),
            (2, Gen.Elements("*", "/", "%").SelectMany(sign => Join(inner, inner, sign, Product))));
    }

    private static Gen<GeneratedSelector> Join(Gen<GeneratedSelector> left, Gen<GeneratedSelector> right, string sign, int strength) =>
        from first in left
        from second in right
        select Combine(first, sign, second, strength, strength);

    // Chains are read from the left, so what is as strong may stand there without parentheses, but not on the right.
    private static GeneratedSelector Combine(GeneratedSelector left, string sign, GeneratedSelector right, int strength, int least) =>
        new(
            $"{Weak(left, least)} {sign} {Weak(right, least == strength ? least + 1 : least)}",
            $"(({left.Explicit}) {sign} ({right.Explicit}))",
            strength);

    private static GeneratedSelector Prefix(string sign, GeneratedSelector part, int strength) =>
        new($"{sign}{(sign == "-" && part.Text[0] == '-' ? $"({part.Text})" : Weak(part, strength))}", $"({sign}({part.Explicit}))", strength);

    private static string Weak(GeneratedSelector part, int least) => part.Strength < least ? $"({part.Text})" : part.Text;
}
