using System.Text;
using Stomp.Broker.Selectors.Values;

namespace Stomp.Broker.Selectors.Expressions;

/// <summary>Text in single quotes.</summary>
internal sealed class TextLiteral(string literal) : Operand
{
    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(literal);

    public override Precedence Precedence => Precedence.Primary;

    public override OperandType Type => OperandType.Text;

    /// <summary>The text as a selector has it.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public override Value Evaluate(in MessageHeaders headers) => Value.FromText(_utf8);

    protected override void WriteTo(StringBuilder text) => text.Append(Quote(literal));
}
