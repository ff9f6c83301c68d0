using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Stomp.Broker.Policies;

/// <summary>Reads policies from a configuration.</summary>
internal static class PolicyReader
{
    private static readonly string[] Known = [.. typeof(StompDestinationPolicy).GetProperties().Select(static property => property.Name)];

    /// <summary>Reads one policy.</summary>
    /// <exception cref="ArgumentException">Something in it is wrong; the message names it.</exception>
    public static StompDestinationPolicy Read(IConfigurationSection section)
    {
        if (section.GetChildren().FirstOrDefault(static child => !Known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new ArgumentException($"{unknown.Path} is no setting; those of a policy are {string.Join(", ", Known)}");
        }

        return new StompDestinationPolicy
        {
            Destination = section[nameof(StompDestinationPolicy.Destination)] is { Length: > 0 } destination
                ? destination
                : throw new ArgumentException($"{section.Path} lacks Destination, the destinations that it is for: /queue/orders.**"),
            MaxMessages = ReadValue<long>(section, nameof(StompDestinationPolicy.MaxMessages)),
            MaxBytes = ReadValue<long>(section, nameof(StompDestinationPolicy.MaxBytes)),
            Overflow = ReadName<StompOverflow>(section, nameof(StompDestinationPolicy.Overflow)),
            TimeToLive = ReadTime(section, nameof(StompDestinationPolicy.TimeToLive)),
            DeadLetter = section[nameof(StompDestinationPolicy.DeadLetter)],
            MaxDeliveries = ReadValue<int>(section, nameof(StompDestinationPolicy.MaxDeliveries)),
            RedeliveryDelay = ReadTime(section, nameof(StompDestinationPolicy.RedeliveryDelay)),
            RedeliveryMultiplier = ReadValue<double>(section, nameof(StompDestinationPolicy.RedeliveryMultiplier)),
            MaxRedeliveryDelay = ReadTime(section, nameof(StompDestinationPolicy.MaxRedeliveryDelay)),
            AckTimeout = ReadTime(section, nameof(StompDestinationPolicy.AckTimeout)),
            DuplicateWindow = ReadTime(section, nameof(StompDestinationPolicy.DuplicateWindow)),
            AutoCreate = ReadValue<bool>(section, nameof(StompDestinationPolicy.AutoCreate)),
            Expires = ReadTime(section, nameof(StompDestinationPolicy.Expires)),
            Persistent = ReadValue<bool>(section, nameof(StompDestinationPolicy.Persistent)),
            RetainLast = ReadValue<bool>(section, nameof(StompDestinationPolicy.RetainLast)),
            ReplayMessages = ReadValue<int>(section, nameof(StompDestinationPolicy.ReplayMessages)),
            ReplayBytes = ReadValue<long>(section, nameof(StompDestinationPolicy.ReplayBytes)),
            ReplayAge = ReadTime(section, nameof(StompDestinationPolicy.ReplayAge)),
            SlowConsumer = ReadName<StompSlowConsumer>(section, nameof(StompDestinationPolicy.SlowConsumer)),
            MaxPendingMessages = ReadValue<int>(section, nameof(StompDestinationPolicy.MaxPendingMessages)),
            ConflateBy = section[nameof(StompDestinationPolicy.ConflateBy)],
        };
    }

    // As other settings have it, a number alone would be days.
    private static TimeSpan? ReadTime(IConfigurationSection section, string name) => ReadValue<TimeSpan>(section, name, "a time: 00:00:30");

    private static T? ReadValue<T>(IConfigurationSection section, string name, string? expected = null)
        where T : struct, IParsable<T>
    {
        if (section[name] is not { } text)
        {
            return null;
        }

        return T.TryParse(text, CultureInfo.InvariantCulture, out T value)
            ? value
            : throw new ArgumentException($"{section.Path}:{name} is '{text}'; it must be {expected ?? (typeof(T) == typeof(bool) ? "true or false" : "a number")}");
    }

    private static T? ReadName<T>(IConfigurationSection section, string name)
        where T : struct, Enum
    {
        if (section[name] is not { } text)
        {
            return null;
        }

        return Enum.TryParse(text, ignoreCase: true, out T value) && Enum.IsDefined(value)
            ? value
            : throw new ArgumentException($"{section.Path}:{name} is '{text}'; it can be {string.Join(", ", Enum.GetNames<T>())}");
    }
}
