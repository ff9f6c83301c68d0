namespace Stomp.Broker.Selectors.Values;

/// <summary>A value while a selector is evaluated. A view: its text stands in the message or in the selector, and is not copied.</summary>
internal readonly ref struct Value
{
    private readonly long _bits; // an integer, the bits of a real number, 1 for true

    private Value(ValueKind kind, long bits, ReadOnlySpan<byte> text)
    {
        Kind = kind;
        _bits = bits;
        Text = text;
    }

    public static Value Null => default;

    public ValueKind Kind { get; }

    /// <summary>The text; empty unless it is one.</summary>
    public ReadOnlySpan<byte> Text { get; }

    public bool IsNull => Kind == ValueKind.Null;

    /// <summary>Whether a boolean is true.</summary>
    public bool Boolean => _bits != 0;

    /// <summary>The number, if it is an integer.</summary>
    public long Integer => _bits;

    /// <summary>The number, whatever its kind.</summary>
    public double Real => Kind == ValueKind.Integer ? _bits : BitConverter.Int64BitsToDouble(_bits);

    public static Value FromText(ReadOnlySpan<byte> utf8) => new(ValueKind.Text, 0, utf8);

    public static Value FromInteger(long number) => new(ValueKind.Integer, number, default);

    /// <summary>A real number; what is none (NaN) is unknown.</summary>
    public static Value FromReal(double number) =>
        double.IsNaN(number) ? Null : new Value(ValueKind.Real, BitConverter.DoubleToInt64Bits(number), default);

    public static Value FromTruth(Truth truth) => truth == Truth.Unknown ? Null : new Value(ValueKind.Boolean, truth == Truth.True ? 1 : 0, default);

    /// <summary>The value as a number: text that is one becomes it; <see cref="Null"/> when it is none.</summary>
    public Value ToNumber() => Kind switch
    {
        ValueKind.Integer or ValueKind.Real => this,
        ValueKind.Text => NumberText.Parse(Text),
        _ => Null,
    };
}
