using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.IdentityModel.Tokens;

namespace Stomp.Broker.Jwt;

/// <summary>The keys that the options name, but those of an OpenID provider.</summary>
internal static partial class JwtKeys
{
    /// <summary>Reads them.</summary>
    /// <exception cref="ArgumentException">The file cannot be read, or holds no key; the message says so.</exception>
    public static List<SecurityKey> Read(StompJwtOptions options)
    {
        List<SecurityKey> keys = [.. options.Keys];
        if (options.Secret is not null)
        {
            keys.Add(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(options.Secret)));
        }

        if (options.KeyFile is { } path)
        {
            try
            {
                string text = File.ReadAllText(path);
                int before = keys.Count;
                keys.AddRange(text.TrimStart().StartsWith('{') ? new JsonWebKeySet(text).GetSigningKeys() : ReadPem(text));
                if (keys.Count == before)
                {
                    throw new ArgumentException($"the key file '{path}' holds no public key; it is PEM or a JSON Web Key Set");
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException
                || (exception is ArgumentException && exception.Message.StartsWith("IDX", StringComparison.Ordinal)))
            {
                throw new ArgumentException($"the key file '{path}' cannot be read: {exception.Message}", exception);
            }
        }

        return keys;
    }

    private static IEnumerable<SecurityKey> ReadPem(string text)
    {
        foreach (Match block in PemBlock().Matches(text))
        {
            string label = block.Groups[1].Value;
            if (label == "CERTIFICATE")
            {
                yield return new X509SecurityKey(X509Certificate2.CreateFromPem(block.Value));
            }
            else if (label == "RSA PUBLIC KEY")
            {
                yield return ReadRsa(block.Value);
            }
            else if (label == "PUBLIC KEY")
            {
                yield return IsEllipticCurve(block.Value) ? ReadEllipticCurve(block.Value) : ReadRsa(block.Value);
            }
        }
    }

    private static bool IsEllipticCurve(string pem)
    {
        const string EllipticCurve = "1.2.840.10045.2.1"; // RFC 5480: id-ecPublicKey
        return PublicKey.CreateFromSubjectPublicKeyInfo(
            Convert.FromBase64String(string.Concat(pem.Split('\n')[1..^1].Select(static line => line.Trim()))), out _).Oid.Value == EllipticCurve;
    }

    private static RsaSecurityKey ReadRsa(string pem)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return new RsaSecurityKey(rsa);
    }

    private static ECDsaSecurityKey ReadEllipticCurve(string pem)
    {
        var curve = ECDsa.Create();
        curve.ImportFromPem(pem);
        return new ECDsaSecurityKey(curve);
    }

    // RFC 7468.
    [GeneratedRegex("-----BEGIN ([A-Z0-9 ]+)-----.+?-----END \\1-----", RegexOptions.Singleline)]
    private static partial Regex PemBlock();
}
