using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Stomp.Host.Settings;

/// <summary>The certificate of the https and stomps listeners: a PFX file, or a PEM file and its key.</summary>
internal sealed class CertificateSettings
{
    public string? Path { get; set; }

    /// <summary>The PEM file of the key; the certificate's own file when <see langword="null"/>.</summary>
    public string? KeyPath { get; set; }

    public string? Password { get; set; }

    public X509Certificate2 Load()
    {
        if (Path is null)
        {
            throw new SettingsException("https and stomps listeners need a certificate: set Stomp:Certificate:Path, or --certificate");
        }

        try
        {
            return Path.EndsWith(".pfx", StringComparison.OrdinalIgnoreCase) || Path.EndsWith(".p12", StringComparison.OrdinalIgnoreCase)
                ? X509CertificateLoader.LoadPkcs12FromFile(Path, Password)
                : Password is null
                    ? X509Certificate2.CreateFromPemFile(Path, KeyPath)
                    : X509Certificate2.CreateFromEncryptedPemFile(Path, Password, KeyPath);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"the certificate '{Path}' cannot be loaded: {exception.Message}");
        }
    }
}
