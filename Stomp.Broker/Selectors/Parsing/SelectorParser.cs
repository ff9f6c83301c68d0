using System.Text;
using Stomp.Broker.Selectors.Expressions;

namespace Stomp.Broker.Selectors.Parsing;

/// <summary>Parses conditions: OR, AND, NOT and comparisons. Their operands are for <see cref="OperandParser"/>.</summary>
/// <remarks>
/// By recursive descent, looking one word ahead and never back. It calls itself at most <see cref="SelectorLimits.MaxDepth"/> levels deep.
/// </remarks>
internal sealed class SelectorParser
{
    private readonly TokenReader _tokens;
    private readonly OperandParser _operands;

    public SelectorParser(SelectorText source, NameResolver names)
    {
        _tokens = new TokenReader(source);
        _operands = new OperandParser(_tokens, names, ParseOr);
    }

    /// <summary>Parses the whole.</summary>
    /// <exception cref="SelectorException">It is wrong.</exception>
    public Condition Parse()
    {
        if (_tokens.Current.Kind == TokenKind.End)
        {
            _tokens.Fail(_tokens.Current.Start, "it is empty; write a condition such as region = 'eu', or leave the header out");
        }

        int start = _tokens.Current.Start;
        Condition condition = _operands.ToCondition(ParseOr(), start);
        if (_tokens.Current.Kind == TokenKind.Close)
        {
            _tokens.Fail(_tokens.Current.Start, "there is no '(' for this ')'");
        }

        if (_tokens.Current.Kind != TokenKind.End)
        {
            _tokens.FailExpecting("AND, OR or the end");
        }

        return condition;
    }

    // and *("OR" and)
    private Expression ParseOr()
    {
        int start = _tokens.Current.Start;
        Expression first = ParseAnd();
        if (_tokens.Current.Kind != TokenKind.Or)
        {
            return first;
        }

        List<Condition> parts = [_operands.ToCondition(first, start)];
        while (_tokens.TryTake(TokenKind.Or))
        {
            start = _tokens.Current.Start;
            parts.Add(_operands.ToCondition(ParseAnd(), start));
        }

        return new Disjunction([.. parts]);
    }

    // not *("AND" not)
    private Expression ParseAnd()
    {
        int start = _tokens.Current.Start;
        Expression first = ParseNot();
        if (_tokens.Current.Kind != TokenKind.And)
        {
            return first;
        }

        List<Condition> parts = [_operands.ToCondition(first, start)];
        while (_tokens.TryTake(TokenKind.And))
        {
            start = _tokens.Current.Start;
            parts.Add(_operands.ToCondition(ParseNot(), start));
        }

        return new Conjunction([.. parts]);
    }

    // "NOT" not / predicate
    private Expression ParseNot()
    {
        if (_tokens.Current.Kind != TokenKind.Not)
        {
            return ParsePredicate();
        }

        _operands.Enter(_tokens.Take());
        int start = _tokens.Current.Start;
        var negation = new Negation(_operands.ToCondition(ParseNot(), start));
        _operands.Leave();
        return negation;
    }

    // sum [comparison sum / "IS" ["NOT"] "NULL" / ["NOT"] (between / in / like)]
    private Expression ParsePredicate()
    {
        int start = _tokens.Current.Start;
        Expression left = _operands.ParseSum();
        if (FindComparison(_tokens.Current.Kind) is { } comparison)
        {
            return ParseComparison(left, start, comparison);
        }

        if (_tokens.TryTake(TokenKind.Is))
        {
            bool isNotNull = _tokens.TryTake(TokenKind.Not);
            _tokens.Expect(TokenKind.Null, isNotNull ? "NULL" : "NULL or NOT NULL");
            return new NullTest(OperandParser.ToOperand(left), isNotNull);
        }

        bool isNegated = _tokens.TryTake(TokenKind.Not);
        switch (_tokens.Current.Kind)
        {
            case TokenKind.Between:
                return ParseBetween(left, start, isNegated);
            case TokenKind.In:
                return ParseIn(left, start, isNegated);
            case TokenKind.Like:
                return ParseLike(left, start, isNegated);
            case var _ when isNegated:
                _tokens.FailExpecting("BETWEEN, IN or LIKE");
                break;
        }

        return left;
    }

    private static ComparisonOperator? FindComparison(TokenKind kind) => kind switch
    {
        TokenKind.Equal => ComparisonOperator.Equal,
        TokenKind.NotEqual => ComparisonOperator.NotEqual,
        TokenKind.Less => ComparisonOperator.Less,
        TokenKind.LessOrEqual => ComparisonOperator.LessOrEqual,
        TokenKind.Greater => ComparisonOperator.Greater,
        TokenKind.GreaterOrEqual => ComparisonOperator.GreaterOrEqual,
        _ => null,
    };

    private Comparison ParseComparison(Expression first, int start, ComparisonOperator operation)
    {
        Token sign = _tokens.Take();
        int rightStart = _tokens.Current.Start;
        Expression second = _operands.ParseSum();
        if (operation is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual))
        {
            return new Comparison(_operands.ToOrdered(first, start, sign), operation, _operands.ToOrdered(second, rightStart, sign));
        }

        Operand left = OperandParser.ToOperand(first);
        Operand right = OperandParser.ToOperand(second);
        if ((left.Type == OperandType.Boolean && right.Type is OperandType.Text or OperandType.Number)
            || (right.Type == OperandType.Boolean && left.Type is OperandType.Text or OperandType.Number))
        {
            _tokens.Fail(sign.Start, "a condition, TRUE or FALSE can only be equal to another of these, or to a header");
        }

        return new Comparison(left, operation, right);
    }

    // "BETWEEN" sum "AND" sum
    private Between ParseBetween(Expression left, int start, bool isNegated)
    {
        Token sign = _tokens.Take();
        Operand operand = _operands.ToOrdered(left, start, sign);
        int lowStart = _tokens.Current.Start;
        Operand low = _operands.ToOrdered(_operands.ParseSum(), lowStart, sign);
        _tokens.Expect(TokenKind.And, "AND and the upper bound");
        int highStart = _tokens.Current.Start;
        Operand high = _operands.ToOrdered(_operands.ParseSum(), highStart, sign);
        return new Between(operand, low, high, isNegated);
    }

    // "IN" "(" literal *("," literal) ")"
    private InList ParseIn(Expression left, int start, bool isNegated)
    {
        _tokens.Take();
        Operand operand = OperandParser.ToOperand(left);
        if (operand.Type == OperandType.Boolean)
        {
            _tokens.Fail(start, "IN looks for a string or a number; a condition stands here");
        }

        Token open = _tokens.Expect(TokenKind.Open, "'('");
        List<Operand> items = [];
        do
        {
            if (items.Count == SelectorLimits.MaxListItems)
            {
                _tokens.Fail(_tokens.Current.Start, $"a list has at most {SelectorLimits.MaxListItems} values");
            }

            items.Add(_operands.ParseListItem());
        }
        while (_tokens.TryTake(TokenKind.Comma));
        _operands.ExpectClose(open, "',' or ')'");
        return new InList(operand, [.. items], isNegated);
    }

    // "LIKE" text ["ESCAPE" text]
    private Like ParseLike(Expression left, int start, bool isNegated)
    {
        _tokens.Take();
        Operand operand = OperandParser.ToOperand(left);
        if (operand.Type is OperandType.Boolean or OperandType.Number)
        {
            _tokens.Fail(start, $"LIKE takes a header; a {(operand.Type == OperandType.Number ? "number" : "condition")} stands here");
        }

        Token pattern = _tokens.Expect(TokenKind.Text, "a pattern in single quotes");
        Rune? escape = null;
        if (_tokens.TryTake(TokenKind.Escape))
        {
            Token character = _tokens.Expect(TokenKind.Text, "a character in single quotes");
            if (!Rune.TryGetRuneAt(character.Value.Length > 0 ? character.Value : "\uD800", 0, out Rune first)
                || first.Utf16SequenceLength != character.Value.Length)
            {
                _tokens.Fail(character.Start, "ESCAPE takes one character");
            }

            escape = first;
        }

        var like = new LikePattern(pattern.Value, escape);
        if (!like.IsSearchable)
        {
            _tokens.Fail(pattern.Start, $"between two '%' a pattern with '_' has at most {LikePiece.MaxSearchedOctets} octets");
        }

        return new Like(operand, like, isNegated);
    }
}
