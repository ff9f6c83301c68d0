using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Stomp.Broker.Handlers.Binding;

/// <summary>Reads values of destination variables and headers, in the invariant culture.</summary>
internal static class TextConversion
{
    private delegate bool Reader<T>(string text, IFormatProvider format, [MaybeNullWhen(false)] out T value);

    private static readonly FrozenDictionary<Type, Func<string, object?>> Readers = new Dictionary<Type, Func<string, object?>>
    {
        [typeof(string)] = static text => text,
        [typeof(bool)] = static text => bool.TryParse(text, out bool value) ? value : null,
        [typeof(char)] = static text => char.TryParse(text, out char value) ? value : null,
        [typeof(byte)] = Read<byte>(byte.TryParse),
        [typeof(sbyte)] = Read<sbyte>(sbyte.TryParse),
        [typeof(short)] = Read<short>(short.TryParse),
        [typeof(ushort)] = Read<ushort>(ushort.TryParse),
        [typeof(int)] = Read<int>(int.TryParse),
        [typeof(uint)] = Read<uint>(uint.TryParse),
        [typeof(long)] = Read<long>(long.TryParse),
        [typeof(ulong)] = Read<ulong>(ulong.TryParse),
        [typeof(float)] = Read<float>(float.TryParse),
        [typeof(double)] = Read<double>(double.TryParse),
        [typeof(decimal)] = Read<decimal>(decimal.TryParse),
        [typeof(Guid)] = Read<Guid>(Guid.TryParse),
        [typeof(DateOnly)] = Read<DateOnly>(DateOnly.TryParse),
        [typeof(TimeOnly)] = Read<TimeOnly>(TimeOnly.TryParse),
        [typeof(TimeSpan)] = Read<TimeSpan>(TimeSpan.TryParse),
        [typeof(DateTime)] = static text =>
            DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime value) ? value : null,
        [typeof(DateTimeOffset)] = static text =>
            DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTimeOffset value) ? value : null,
        [typeof(Uri)] = static text => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out Uri? value) ? value : null,
    }.ToFrozenDictionary();

    /// <summary>The reader for a type, which answers <see langword="null"/> for a text that is none; <see langword="null"/> when there is no reader.</summary>
    public static Func<string, object?>? Find(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
        {
            return text => ReadEnum(type, text);
        }

        return Readers.GetValueOrDefault(type);
    }

    /// <summary>What a type takes, in words: for messages.</summary>
    public static string Describe(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
            : type == typeof(Guid) ? "a GUID"
            : type == typeof(bool) ? "true or false"
            : Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.UInt64 ? "a whole number in range"
            : Type.GetTypeCode(type) is >= TypeCode.Single and <= TypeCode.Decimal ? "a number"
            : $"a {type.Name}";
    }

    // Names alone, in either case: a number would let values through that no name stands for.
    private static object? ReadEnum(Type type, string text) =>
        text.Length > 0 && (char.IsLetter(text[0]) || text[0] == '_') && Enum.TryParse(type, text, ignoreCase: true, out object? value) ? value : null;

    private static Func<string, object?> Read<T>(Reader<T> reader)
        where T : struct => text => reader(text, CultureInfo.InvariantCulture, out T value) ? value : null;
}
