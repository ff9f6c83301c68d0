using System.Buffers.Binary;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Stomp.AspNetCore.Logins;

/// <summary>Hashes of passwords, as ASP.NET Core's <see cref="PasswordHasher{TUser}"/> makes them: PBKDF2 with a salt, in Base64.</summary>
public static class StompPasswordHash
{
    // OWASP's advice for PBKDF2 with SHA-512 (Password Storage Cheat Sheet, 2023).
    private const int Iterations = 210_000;

    // One attempt takes some ten seconds with so many: more is a mistake, and would let one client occupy a processor.
    private const int MaxIterations = 20_000_000;

    // Version 2 of the format: a marker, 16 octets of salt, 32 of the key. Version 3: a marker, three numbers, salt, key.
    private const int LengthOfVersion2 = 1 + 16 + 32;
    private const int LengthOfVersion3Numbers = 1 + (3 * sizeof(uint));
    private const int LeastLength = 16;

    private static readonly PasswordHasher<StompLogin> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));

    /// <summary>Makes a hash of a password. It takes some tenths of a second of processor time, on purpose.</summary>
    public static string Create(string password)
    {
        ArgumentException.ThrowIfNullOrEmpty(password);
        return Hasher.HashPassword(null!, password);
    }

    /// <summary>Whether a text is a hash of a password, as <see cref="Create"/> or ASP.NET Core Identity make them.</summary>
    public static bool IsValid(string? hash)
    {
        byte[] octets = new byte[((hash?.Length ?? 0) / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(hash ?? "", octets, out int length) || length == 0)
        {
            return false;
        }

        if (octets[0] != 1)
        {
            return octets[0] == 0 && length == LengthOfVersion2;
        }

        if (length < LengthOfVersion3Numbers + (2 * LeastLength))
        {
            return false;
        }

        uint function = BinaryPrimitives.ReadUInt32BigEndian(octets.AsSpan(1));
        uint iterations = BinaryPrimitives.ReadUInt32BigEndian(octets.AsSpan(1 + sizeof(uint)));
        uint salt = BinaryPrimitives.ReadUInt32BigEndian(octets.AsSpan(1 + (2 * sizeof(uint))));
        return function <= 2
            && iterations is > 0 and <= MaxIterations
            && salt >= LeastLength
            && salt <= length - LengthOfVersion3Numbers - LeastLength;
    }

    /// <summary>Whether a password is the one that a hash was made of.</summary>
    internal static bool Verify(string hash, string password) =>
        Hasher.VerifyHashedPassword(null!, hash, password) != PasswordVerificationResult.Failed;
}
