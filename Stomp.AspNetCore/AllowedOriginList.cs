namespace Stomp.AspNetCore;

/// <summary>The check that the options of all endpoints make of their lists of origins.</summary>
internal static class AllowedOriginList
{
    /// <exception cref="ArgumentException">One of them is no origin.</exception>
    public static IReadOnlyList<string> Check(IReadOnlyList<string> value, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value.FirstOrDefault(static origin => !OriginPolicy.IsAllowable(origin)) is not { } wrong
            ? [.. value]
            : throw new ArgumentException(
                $"'{wrong}' is no origin; it takes a scheme, a host and perhaps a port, as in https://www.example.org, or *", name);
    }
}
