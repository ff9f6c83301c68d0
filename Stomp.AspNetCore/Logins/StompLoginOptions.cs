using Microsoft.Extensions.Configuration;

namespace Stomp.AspNetCore.Logins;

/// <summary>The users of a broker. They are read once, when the broker starts.</summary>
public sealed class StompLoginOptions
{
    private const string Form = "a user is { \"Name\": …, \"PasswordHash\": …, \"Roles\": [ … ] }";
    private readonly List<StompLogin> _users = [];

    /// <summary>The users so far.</summary>
    public IReadOnlyList<StompLogin> Users => _users;

    /// <summary>Adds a user.</summary>
    /// <param name="name">The <c>login</c>.</param>
    /// <param name="passwordHash">What <see cref="StompPasswordHash.Create"/> or <c>Stomp.Host hash-password</c> made of the password.</param>
    /// <param name="roles">The user's roles.</param>
    /// <exception cref="ArgumentException">The name is empty or taken, or the hash is none; the message says so.</exception>
    public StompLoginOptions Add(string name, string passwordHash, params IEnumerable<string> roles)
    {
        ArgumentNullException.ThrowIfNull(passwordHash);
        if (string.IsNullOrEmpty(name))
        {
            throw new ArgumentException("a user has no name");
        }

        if (_users.Exists(user => user.Name == name))
        {
            throw new ArgumentException($"there are two users '{name}'; names must differ");
        }

        if (!StompPasswordHash.IsValid(passwordHash))
        {
            // The text itself is not told: it may be somebody's password.
            throw new ArgumentException(
                $"the PasswordHash of the user '{name}' is no hash, perhaps a plain-text password; 'Stomp.Host hash-password' makes a hash of one");
        }

        _users.Add(new StompLogin(name, passwordHash, [.. roles]));
        return this;
    }

    /// <summary>Adds the users of a section, a list: <c>[ { "Name": "ann", "PasswordHash": "AQAAAAI…", "Roles": [ "admin" ] } ]</c>.</summary>
    /// <exception cref="ArgumentException">Something in it is wrong; the message names it.</exception>
    public StompLoginOptions Add(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        foreach (IConfigurationSection user in section.GetChildren())
        {
            foreach (IConfigurationSection setting in user.GetChildren())
            {
                if (!(setting.Key.ToUpperInvariant() is "NAME" or "PASSWORDHASH" or "ROLES"))
                {
                    throw new ArgumentException(
                        setting.Key.StartsWith("pass", StringComparison.OrdinalIgnoreCase)
                            ? $"{setting.Path} is no setting: passwords stand in the configuration as PasswordHash only; 'Stomp.Host hash-password' makes a hash of one"
                            : $"{setting.Path} is no setting; {Form}");
                }
            }

            if (user["Name"] is not { } name || user["PasswordHash"] is not { } hash)
            {
                throw new ArgumentException($"{user.Path} lacks Name or PasswordHash; {Form}");
            }

            IConfigurationSection roles = user.GetSection("Roles");
            Add(name, hash, roles.Value is { } role ? [role] : roles.GetChildren().Select(static child => child.Value).OfType<string>());
        }

        return this;
    }
}
