using System.Buffers.Text;
using System.Text;

namespace Stomp.Broker.Timing;

/// <summary>
/// Times that come again, in UTC, as crontab writes them: minute, hour, day of the month, month, day of the week. Each field is <c>*</c>, a number, a
/// range <c>1-5</c>, any of them with a step <c>*/15</c>, or several of these with commas between them. Months and days of the week may be named by their first three
/// letters; Sunday is 0 and 7. Where both kinds of days are given, either will do.
/// </summary>
/// <remarks>Immutable. Finding the next time looks at the days of at most eight years, the longest time between two 29ths of February.</remarks>
internal sealed class CronExpression
{
    /// <summary>What it looks like, for messages.</summary>
    public const string Form = "five fields as in crontab: minute, hour, day of the month, month, day of the week; as in 30 8 * * 1-5";

    // Longer than any that somebody means.
    private const int MaxLength = 256;

    private const int MaxDays = (8 * 366) + 1;

    private static readonly CronField Minutes = new(0, 59, []);
    private static readonly CronField Hours = new(0, 23, []);
    private static readonly CronField Days = new(1, 31, []);
    private static readonly CronField Months = new(1, 12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]);
    private static readonly CronField Weekdays = new(0, 7, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]);

    // A bit for each value.
    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _days;
    private readonly ulong _months;
    private readonly ulong _weekdays;
    private readonly bool _isEitherDay;

    private CronExpression(ReadOnlySpan<ulong> fields, bool isEitherDay)
    {
        (_minutes, _hours, _days, _months, _weekdays) = (fields[0], fields[1], fields[2], fields[3], fields[4]);
        _weekdays |= _weekdays >> 7; // 7 is Sunday too
        _isEitherDay = isEitherDay;
    }

    /// <summary>Reads an expression.</summary>
    /// <returns><see langword="null"/> when it is none.</returns>
    public static CronExpression? TryParse(ReadOnlySpan<byte> text)
    {
        if (text.Length > MaxLength)
        {
            return null;
        }

        Span<ulong> fields = stackalloc ulong[5];
        ReadOnlySpan<CronField> kinds = [Minutes, Hours, Days, Months, Weekdays];
        int count = 0;
        bool anyDay = true;
        bool anyWeekday = true;
        foreach (Range range in text.SplitAny(" \t"u8))
        {
            ReadOnlySpan<byte> field = text[range];
            if (field.IsEmpty)
            {
                continue;
            }

            if (count == fields.Length || !kinds[count].TryParse(field, out fields[count]))
            {
                return null;
            }

            anyDay &= count != 2 || field[0] == '*';
            anyWeekday &= count != 4 || field[0] == '*';
            count++;
        }

        return count == fields.Length ? new CronExpression(fields, isEitherDay: !anyDay && !anyWeekday) : null;
    }

    /// <summary>The first time after another, both in milliseconds of Unix time.</summary>
    /// <returns><see langword="null"/> when none comes: the 30th of February.</returns>
    public long? GetNext(long after)
    {
        DateTime time;
        try
        {
            time = DateTimeOffset.FromUnixTimeMilliseconds(after).UtcDateTime;
            time = time.Date.AddHours(time.Hour).AddMinutes(time.Minute + 1);
            for (int i = 0; i < MaxDays; i++)
            {
                if (IsDay(time) && FindTime(time) is { } found)
                {
                    return new DateTimeOffset(found, TimeSpan.Zero).ToUnixTimeMilliseconds();
                }

                time = time.Date.AddDays(1);
            }
        }
        catch (ArgumentOutOfRangeException)
        {
            // The calendar ends.
        }

        return null;
    }

    private static bool Has(ulong field, int value) => (field & (1UL << value)) != 0;

    private bool IsDay(DateTime time)
    {
        bool isDay = Has(_days, time.Day);
        bool isWeekday = Has(_weekdays, (int)time.DayOfWeek);
        return Has(_months, time.Month) && (_isEitherDay ? isDay || isWeekday : isDay && isWeekday);
    }

    private DateTime? FindTime(DateTime from)
    {
        for (int hour = from.Hour; hour < 24; hour++)
        {
            if (!Has(_hours, hour))
            {
                continue;
            }

            for (int minute = hour == from.Hour ? from.Minute : 0; minute < 60; minute++)
            {
                if (Has(_minutes, minute))
                {
                    return from.Date.AddHours(hour).AddMinutes(minute);
                }
            }
        }

        return null;
    }

    // The values of one field, and their names, from the least on.
    private sealed class CronField(int least, int most, string[] names)
    {
        public bool TryParse(ReadOnlySpan<byte> text, out ulong values)
        {
            values = 0;
            foreach (Range range in text.Split((byte)','))
            {
                if (!TryParseRange(text[range], ref values))
                {
                    return false;
                }
            }

            return true;
        }

        private bool TryParseRange(ReadOnlySpan<byte> text, ref ulong values)
        {
            int slash = text.IndexOf((byte)'/');
            int step = 1;
            if (slash >= 0 && (!TryParseNumber(text[(slash + 1)..], out step) || step == 0))
            {
                return false;
            }

            ReadOnlySpan<byte> range = slash >= 0 ? text[..slash] : text;
            int dash = range.IndexOf((byte)'-');
            (int first, int last) = (least, most);
            if (!range.SequenceEqual("*"u8))
            {
                if (!TryParseValue(dash >= 0 ? range[..dash] : range, out first))
                {
                    return false;
                }

                last = slash >= 0 ? most : first;
                if (dash >= 0 && !TryParseValue(range[(dash + 1)..], out last))
                {
                    return false;
                }
            }

            for (int value = first; value <= last; value += step)
            {
                values |= 1UL << value;
            }

            return first <= last;
        }

        private bool TryParseValue(ReadOnlySpan<byte> text, out int value)
        {
            for (int i = 0; i < names.Length; i++)
            {
                if (Ascii.EqualsIgnoreCase(text, names[i]))
                {
                    value = least + i;
                    return true;
                }
            }

            return TryParseNumber(text, out value) && value >= least && value <= most;
        }

        private static bool TryParseNumber(ReadOnlySpan<byte> text, out int number) =>
            Utf8Parser.TryParse(text, out number, out int consumed) && consumed == text.Length && text[0] is >= (byte)'0' and <= (byte)'9' && number < 100;
    }
}
