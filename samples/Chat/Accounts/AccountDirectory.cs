using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Chat.Accounts;

/// <summary>The accounts of the settings.</summary>
internal sealed class AccountDirectory(IOptions<ChatOptions> options)
{
    /// <summary>The type of the claim that tells one login of a user from others.</summary>
    public const string LoginClaim = "login";

    private readonly PasswordHasher<Account> _hasher = new();
    private readonly Dictionary<string, Account> _accounts = options.Value.Users.ToDictionary(static account => account.Name, StringComparer.Ordinal);

    /// <summary>Their names, in the order of the settings.</summary>
    public IReadOnlyList<string> Names { get; } = [.. options.Value.Users.Select(static account => account.Name)];

    public bool Contains(string name) => _accounts.ContainsKey(name);

    /// <summary>Whom a name and a password belong to; <see langword="null"/> when to nobody.</summary>
    public ClaimsPrincipal? LogIn(string name, string password)
    {
        Account? account = _accounts.GetValueOrDefault(name);

        // An unknown name takes as long as a wrong password, and so does not show that it is one.
        Account compared = account ?? _accounts.Values.First();
        bool matches = _hasher.VerifyHashedPassword(compared, compared.PasswordHash, password) != PasswordVerificationResult.Failed;
        if (account is null || !matches)
        {
            return null;
        }

        Claim[] claims = [new(ClaimTypes.Name, account.Name), new(ClaimTypes.Role, account.Role), new(LoginClaim, Guid.NewGuid().ToString())];
        return new ClaimsPrincipal(new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme));
    }
}
