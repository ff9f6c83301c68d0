using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NUnit.Framework;

namespace Stomp.Tests.EndToEnd;

/// <summary>STOMP over TLS, with a certificate made for the test.</summary>
public sealed class TlsTests
{
    private DirectoryInfo _folder = null!;
    private X509Certificate2 _certificate = null!;

    [OneTimeSetUp]
    public void CreateCertificate()
    {
        _folder = Directory.CreateTempSubdirectory("stomp-tests-");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllBytes(PathOf("both.pfx"), _certificate.Export(X509ContentType.Pfx, "secret"));
        File.WriteAllText(PathOf("both.pem"), $"{_certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        File.WriteAllText(PathOf("certificate.pem"), _certificate.ExportCertificatePem());
        File.WriteAllText(PathOf("key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    [OneTimeTearDown]
    public void DeleteCertificate()
    {
        _certificate.Dispose();
        _folder.Delete(recursive: true);
    }

    [TestCase("both.pem", null, null)]
    [TestCase("certificate.pem", "key.pem", null)]
    [TestCase("both.pfx", null, "secret")]
    public async Task A_stomps_listener_serves_STOMP_over_TLS(string file, string? key, string? password)
    {
        var settings = new List<(string, string)> { ("Listen:2", "stomps://127.0.0.1:0"), ("Certificate:Path", PathOf(file)) };
        if (key is not null)
        {
            settings.Add(("Certificate:KeyPath", PathOf(key)));
        }

        if (password is not null)
        {
            settings.Add(("Certificate:Password", password));
        }

        await using StompServer server = await StompServer.StartAsync([.. settings]);
        await using TcpPeer peer = await TcpPeer.OpenTlsAsync(server.Tls, _certificate);
        await peer.ConnectAsync();
        await peer.SubscribeAsync("/topic/tls");
        await peer.SendAsync(WireText.Send("/topic/tls", new string('x', 100_000)));
        Assert.That(WireText.Body(await peer.ReceiveAsync()), Has.Length.EqualTo(100_000));
        await server.Log.WaitForAsync(100, "over tls");

        await peer.SendAsync("DISCONNECT\nreceipt:bye\n\n\0");
        Assert.That(await peer.ReceiveToEndAsync(), Is.EqualTo("RECEIPT\nreceipt-id:bye\n\n\0"));
    }

    [Test]
    public async Task ERROR_can_be_read_over_TLS_too_C_138()
    {
        await using StompServer server = await StompServer.StartAsync(("Listen:2", "stomps://127.0.0.1:0"), ("Certificate:Path", PathOf("both.pem")));
        await using TcpPeer peer = await TcpPeer.OpenTlsAsync(server.Tls, _certificate);
        await peer.ConnectAsync();
        await peer.SendAsync("FOO\n\n\0" + new string('x', 1024 * 1024));
        Assert.That(await peer.ReceiveToEndAsync(), Does.StartWith("ERROR\n").And.EndWith("\0"));
    }

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);
}
