using Stomp.Broker.Selectors.Expressions;

namespace Stomp.Broker.Selectors.Parsing;

/// <summary>Parses operands: sums, products, signs, names, literals, and what stands in parentheses.</summary>
/// <param name="tokens">The words.</param>
/// <param name="names">What names stand for.</param>
/// <param name="parseInner">Parses what stands in parentheses: an operand or a condition.</param>
internal sealed class OperandParser(TokenReader tokens, NameResolver names, Func<Expression> parseInner)
{
    private int _depth;
    private int _terms;

    /// <summary>Goes a level deeper, at a word.</summary>
    public void Enter(in Token token)
    {
        if (++_depth > SelectorLimits.MaxDepth)
        {
            tokens.Fail(token.Start, $"parentheses, NOT and signs are at most {SelectorLimits.MaxDepth} levels deep");
        }
    }

    public void Leave() => _depth--;

    /// <summary>Makes a condition of an expression.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="start">Where it begins.</param>
    public Condition ToCondition(Expression expression, int start)
    {
        if (expression is not Condition and not HeaderOperand)
        {
            tokens.Fail(start, "expected a condition; compare this value with another");
        }

        return expression as Condition ?? new HeaderCondition((HeaderOperand)expression);
    }

    public static Operand ToOperand(Expression expression) => expression as Operand ?? new ConditionOperand((Condition)expression);

    /// <summary>Makes an operand of an order, which numbers have.</summary>
    public Operand ToOrdered(Expression expression, int start, in Token sign)
    {
        Operand operand = ToOperand(expression);
        if (operand.Type is OperandType.Text or OperandType.Boolean)
        {
            tokens.Fail(start, operand.Type == OperandType.Text
                ? $"'{sign.Value}' compares numbers, which stand without quotes; strings are compared with '=', '<>', IN and LIKE"
                : $"'{sign.Value}' compares numbers; a condition stands here");
        }

        return operand;
    }

    // product *(("+" / "-") product)
    public Expression ParseSum() => ParseChain(isProduct: false);

    /// <summary>A text, or a number with its sign.</summary>
    public Operand ParseListItem()
    {
        switch (tokens.Current.Kind)
        {
            case TokenKind.Text:
                return new TextLiteral(tokens.Take().Value);
            case TokenKind.Number:
                return ParseNumber(isNegative: false);
            case TokenKind.Plus or TokenKind.Minus:
                bool isNegative = tokens.Take().Kind == TokenKind.Minus;
                if (tokens.Current.Kind != TokenKind.Number)
                {
                    tokens.FailExpecting("a number");
                }

                return ParseNumber(isNegative);
            default:
                tokens.FailExpecting("a string or a number");
                return null;
        }
    }

    /// <summary>Takes the closing parenthesis.</summary>
    /// <param name="open">The opening one.</param>
    /// <param name="what">What may stand there, for the error.</param>
    public void ExpectClose(in Token open, string what)
    {
        if (tokens.Current.Kind != TokenKind.Close)
        {
            tokens.FailExpecting($"{what} for the '(' at position {tokens.GetPosition(open.Start)}");
        }

        tokens.Take();
    }

    private static ArithmeticOperator? FindOperator(TokenKind kind, bool isProduct) => kind switch
    {
        TokenKind.Plus when !isProduct => ArithmeticOperator.Add,
        TokenKind.Minus when !isProduct => ArithmeticOperator.Subtract,
        TokenKind.Star when isProduct => ArithmeticOperator.Multiply,
        TokenKind.Slash when isProduct => ArithmeticOperator.Divide,
        TokenKind.Percent when isProduct => ArithmeticOperator.Remainder,
        _ => null,
    };

    // product: sign *(("*" / "/" / "%") sign)
    private Expression ParseChain(bool isProduct)
    {
        int start = tokens.Current.Start;
        Expression first = isProduct ? ParseSign() : ParseChain(isProduct: true);
        if (FindOperator(tokens.Current.Kind, isProduct) is null)
        {
            return first;
        }

        Operand? operand = null;
        List<ArithmeticStep> steps = [];
        while (FindOperator(tokens.Current.Kind, isProduct) is { } operation)
        {
            Token sign = tokens.Take();
            operand ??= ToNumber(first, start, sign);
            int nextStart = tokens.Current.Start;
            Expression next = isProduct ? ParseSign() : ParseChain(isProduct: true);
            steps.Add(new ArithmeticStep(operation, ToNumber(next, nextStart, sign)));
        }

        return new Arithmetic(isProduct, operand!, [.. steps]);
    }

    // ("+" / "-") sign / primary
    private Expression ParseSign()
    {
        if (tokens.Current.Kind is not (TokenKind.Plus or TokenKind.Minus))
        {
            return ParsePrimary();
        }

        Token sign = tokens.Take();
        bool isNegative = sign.Kind == TokenKind.Minus;
        if (tokens.Current.Kind == TokenKind.Number)
        {
            CountTerm();
            return ParseNumber(isNegative);
        }

        Enter(sign);
        int start = tokens.Current.Start;
        Operand operand = ToNumber(ParseSign(), start, sign);
        Leave();
        return operand is NumberLiteral number ? isNegative ? number.Negate() : number : new Sign(isNegative, operand);
    }

    private Expression ParsePrimary()
    {
        Token token = tokens.Current;
        switch (token.Kind)
        {
            case TokenKind.Open:
                tokens.Take();
                Enter(token);
                Expression inner = parseInner();
                Leave();
                ExpectClose(token, "')'");
                return inner;
            case TokenKind.True or TokenKind.False:
                CountTerm();
                return new BooleanLiteral(tokens.Take().Kind == TokenKind.True);
            case TokenKind.Text:
                CountTerm();
                return new TextLiteral(tokens.Take().Value);
            case TokenKind.Number:
                CountTerm();
                return ParseNumber(isNegative: false);
            case TokenKind.Name or TokenKind.QuotedName:
                CountTerm();
                return ParseName();
            case TokenKind.Null:
                tokens.Fail(token.Start, "NULL is not a value; write IS NULL or IS NOT NULL after a name");
                return null;
            default:
                tokens.FailExpecting("a value");
                return null;
        }
    }

    private Operand ParseName()
    {
        Token token = tokens.Take();
        if (token.Kind == TokenKind.QuotedName)
        {
            if (token.Value.Length == 0)
            {
                tokens.Fail(token.Start, "a name has at least one character; a string stands in single quotes");
            }

            return names.ResolveQuoted(token.Value);
        }

        if (tokens.Current.Kind == TokenKind.Open)
        {
            tokens.Fail(tokens.Current.Start, $"there are no functions; '{token.Value}' is the name of a header");
        }

        Operand? operand = names.Resolve(token.Value);
        if (operand is null)
        {
            tokens.Fail(
                token.Start,
                $"'{token.Value}' is not known; known are {NameResolver.JmsNames}, and a header of that name in double quotes");
        }

        return operand;
    }

    private NumberLiteral ParseNumber(bool isNegative)
    {
        Token token = tokens.Take();
        NumberLiteral? number = NumberSyntax.Parse(token.Value, isNegative, out string? error);
        if (number is null)
        {
            tokens.Fail(token.Start, error!);
        }

        return number;
    }

    private void CountTerm()
    {
        if (++_terms > SelectorLimits.MaxTerms)
        {
            tokens.Fail(tokens.Current.Start, $"a selector has at most {SelectorLimits.MaxTerms} names and values outside of lists");
        }
    }

    private Operand ToNumber(Expression expression, int start, in Token sign)
    {
        Operand operand = ToOperand(expression);
        if (operand.Type is OperandType.Text or OperandType.Boolean)
        {
            tokens.Fail(start, $"'{sign.Value}' takes numbers; a {(operand.Type == OperandType.Text ? "string" : "condition")} stands here");
        }

        return operand;
    }
}
