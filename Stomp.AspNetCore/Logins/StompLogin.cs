namespace Stomp.AspNetCore.Logins;

/// <summary>A user who says <c>login</c> and <c>passcode</c>.</summary>
/// <param name="Name">The <c>login</c>, any characters; also the name that authorization rules know the user by.</param>
/// <param name="PasswordHash">What <see cref="StompPasswordHash.Create"/> or <c>Stomp.Host hash-password</c> made of the <c>passcode</c>.</param>
/// <param name="Roles">The user's roles.</param>
public sealed record StompLogin(string Name, string PasswordHash, IReadOnlyList<string> Roles);
