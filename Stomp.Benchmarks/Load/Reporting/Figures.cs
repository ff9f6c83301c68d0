using System.Globalization;

namespace Stomp.Benchmarks.Load.Reporting;

/// <summary>Numbers for tables: three digits that count, and their median.</summary>
internal static class Figures
{
    /// <summary>The middle one; the mean of both when there is an even number; <see langword="null"/> of none.</summary>
    public static double? Median(IEnumerable<double?> values)
    {
        double[] sorted = [.. values.OfType<double>().Order()];
        return sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>As text; a dash for none.</summary>
    public static string Format(double? value) => value switch
    {
        null => "–",
        { } number when Math.Abs(number) >= 1e6 => (number / 1e6).ToString("F2", CultureInfo.InvariantCulture) + " M",
        { } number when Math.Abs(number) >= 100 => number.ToString("N0", CultureInfo.InvariantCulture),
        { } number when Math.Abs(number) >= 10 => number.ToString("F1", CultureInfo.InvariantCulture),
        { } number => number.ToString(Math.Abs(number) >= 1 ? "F2" : "F3", CultureInfo.InvariantCulture),
    };

    /// <summary>How many times one is of the other.</summary>
    public static string Ratio(double? one, double? other) => one is { } a && other is { } b && b > 0 ? $"{Format(a / b)}×" : "–";
}
