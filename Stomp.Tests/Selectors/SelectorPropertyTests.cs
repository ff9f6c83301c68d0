using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using NUnit.Framework;
using Stomp.Broker.Selectors;
using Stomp.Broker.Selectors.Parsing;
using Stomp.Tests.Fuzzing;

namespace Stomp.Tests.Selectors;

/// <summary>What is true of every selector. FsCheck generates them, and shrinks what fails to the smallest that does.</summary>
public sealed class SelectorPropertyTests
{
    private const int Cases = 3000;

    private static readonly byte[][] Tails =
    [
        Evaluation.Tail(),
        Evaluation.Tail("a:1", "b:2", "c:true"),
        Evaluation.Tail("a:x", "b:x", "c:false", "JMSType:1"),
        Evaluation.Tail("a:-0.5", "b:%\\n", "content-type:a", "or:1"),
    ];

    private static readonly string[] Words =
    [
        "a", "b", "content-type", "JMSPriority", "\"or\"", "\"", "'", "'x'", "'%_'", "1", "-2", "0x1F", "1.5E3", "9223372036854775808", "TRUE",
        "FALSE", "NULL", "NOT", "AND", "OR", "BETWEEN", "IN", "LIKE", "ESCAPE", "IS", "=", "<>", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "(", ")",
        ",", ".", "--", "é", "😀", "\0", "convert_string_expressions:",
    ];

    [Test]
    public void Any_octets_are_a_selector_or_an_error_with_a_position() =>
        Check(Cases, Arb.From(Gen.Choose(0, 255).Select(octet => (byte)octet).ArrayOf()), octets => IsSelectorOrError(octets));

    [Test]
    public void Any_words_are_a_selector_or_an_error_with_a_position()
    {
        Gen<string> words = Gen.Elements(Words).ArrayOf().Select(parts => string.Join(' ', parts));
        Gen<string> glued = Gen.Elements(Words).ArrayOf().Select(string.Concat);
        Check(Cases * 3, Arb.From(Gen.OneOf(words, glued)), text => IsSelectorOrError(Encoding.UTF8.GetBytes(text)));
    }

    [Test]
    public void A_written_selector_parses_to_the_same() =>
        Check(Cases, Arb.From(GeneratedSelector.Any), generated =>
        {
            var selector = Selector.Parse(generated.Text);
            var again = Selector.Parse(selector.ToString());
            return again.ToString() == selector.ToString() && Array.TrueForAll(Tails, tail => again.Matches(tail) == selector.Matches(tail));
        });

    // The generator knows what belongs together; the parser must find the same where parentheses do not say it.
    [Test]
    public void Parentheses_around_every_part_change_nothing() =>
        Check(Cases, Arb.From(GeneratedSelector.Any), generated =>
        {
            var sparse = Selector.Parse(generated.Text);
            var full = Selector.Parse(generated.Explicit);
            return Array.TrueForAll(Tails, tail => sparse.Matches(tail) == full.Matches(tail));
        });

    private static bool IsSelectorOrError(byte[] utf8)
    {
        try
        {
            var selector = Selector.Parse(utf8);
            foreach (byte[] tail in Tails)
            {
                selector.Matches(tail);
            }

            return Selector.Parse(selector.ToString()).ToString() == selector.ToString();
        }
        catch (SelectorException exception)
        {
            return exception.Position >= 1 && exception.Position <= utf8.Length + 1;
        }
    }

    private static void Check<T>(int cases, Arbitrary<T> values, Func<T, bool> isTrue)
    {
        var replay = new Replay(new Rnd((ulong)FuzzRun.Seed, 1), FSharpOption<int>.None);
        Config config = Config.QuickThrowOnFailure.WithMaxTest(cases).WithReplay(FSharpOption<Replay>.Some(replay)).WithQuietOnSuccess(true);
        Prop.ForAll(values, isTrue).Check(config);
    }
}
