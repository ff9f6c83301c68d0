using Microsoft.Extensions.Configuration;

namespace Stomp.Broker.Security.Authorization;

/// <summary>Reads rules from a configuration.</summary>
internal static class RuleReader
{
    private const string Form =
        "a rule is { \"Action\": \"Send\", \"Subscribe\", \"Receive\" or \"Any\", \"Destination\": …, and who may: \"Allow\": true or false, \"Authenticated\": true, \"Users\": [ … ], \"Roles\": [ … ], \"Claims\": { … }, \"Policy\": … }";

    private static readonly string[] Known = ["Action", "Destination", "Allow", "Authenticated", "Users", "Roles", "Claims", "Policy"];
    private static readonly string[] Who = ["Users", "Roles", "Policy"];

    /// <summary>Adds the rules of a section, a list.</summary>
    /// <exception cref="ArgumentException">Something in it is wrong; the message names it.</exception>
    public static void Read(IConfiguration section, StompAuthorizationOptions options)
    {
        foreach (IConfigurationSection rule in section.GetChildren())
        {
            if (rule.GetChildren().FirstOrDefault(static child => !Known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            {
                throw new ArgumentException($"{unknown.Path} is no setting; {Form}");
            }

            ReadRule(rule, options);
        }
    }

    private static void ReadRule(IConfigurationSection section, StompAuthorizationOptions options)
    {
        StompAuthorizationRule rule = options.Add(ReadActions(section), ReadList(section.GetSection("Destination")) is { Length: > 0 } patterns
            ? patterns
            : throw new ArgumentException($"{section.Path} lacks Destination; {Form}"));
        // What was to be required must not be dropped in silence.
        if (Who.Select(section.GetSection).FirstOrDefault(static who => who.Exists() && ReadList(who).Length == 0) is { } empty)
        {
            throw new ArgumentException($"{empty.Path} is empty; name somebody there, or leave it out");
        }

        if (ReadFlag(section.GetSection("Allow")) is { } allow)
        {
            _ = allow ? rule.Allow() : rule.Deny();
        }

        if (ReadFlag(section.GetSection("Authenticated")) is { } authenticated)
        {
            _ = authenticated
                ? rule.RequireAuthenticatedUser()
                : throw new ArgumentException($"{section.Path}:Authenticated is false; it can be true, or be left out");
        }

        if (ReadList(section.GetSection("Users")) is { Length: > 0 } users)
        {
            rule.RequireUser(users);
        }

        if (ReadList(section.GetSection("Roles")) is { Length: > 0 } roles)
        {
            rule.RequireRole(roles);
        }

        foreach (IConfigurationSection claim in section.GetSection("Claims").GetChildren())
        {
            rule.RequireClaim(claim.Key, ReadList(claim));
        }

        if (section["Policy"] is { Length: > 0 } policy)
        {
            rule.RequirePolicy(policy);
        }

        if (rule.Check() is { } mistake)
        {
            throw new ArgumentException($"{section.Path}: {mistake}");
        }
    }

    private static StompAction[] ReadActions(IConfigurationSection rule) => rule["Action"]?.ToUpperInvariant() switch
    {
        "SEND" => [StompAction.Send],
        "SUBSCRIBE" => [StompAction.Subscribe],
        "RECEIVE" => [StompAction.Receive],
        "ANY" => [StompAction.Send, StompAction.Subscribe],
        null => throw new ArgumentException($"{rule.Path} lacks Action; {Form}"),
        _ => throw new ArgumentException($"{rule.Path}:Action is '{rule["Action"]}'; it can be Send, Subscribe, Receive, or Any for the first two"),
    };

    private static bool? ReadFlag(IConfigurationSection section) =>
        section.Value is not { } value ? null
        : bool.TryParse(value, out bool flag) ? flag
        : throw new ArgumentException($"{section.Path} is '{value}'; it can be true or false");

    private static string[] ReadList(IConfigurationSection section) =>
        section.Value is { Length: > 0 } value ? [value] : [.. section.GetChildren().Select(static child => child.Value).OfType<string>()];
}
