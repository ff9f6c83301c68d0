namespace Chat.Accounts;

/// <summary>Somebody who may log in.</summary>
internal sealed class Account
{
    public required string Name { get; init; }

    public required string Role { get; init; }

    /// <summary>As ASP.NET Core's password hasher writes it.</summary>
    public required string PasswordHash { get; init; }
}
