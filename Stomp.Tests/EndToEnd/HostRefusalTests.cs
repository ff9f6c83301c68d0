using System.Net;
using System.Net.Sockets;
using NUnit.Framework;

namespace Stomp.Tests.EndToEnd;

/// <summary>What the program cannot do as it is told: one line that says what to mend, exit code 1, and nothing else.</summary>
public sealed class HostRefusalTests
{
    [TestCase("--listen tcp://127.0.0.1:0", "'tcp://127.0.0.1:0' has an unknown scheme")]
    [TestCase("--listen 127.0.0.1:61613", "'127.0.0.1:61613' is no address to listen on")]
    [TestCase("--listen stomp://127.0.0.1:65536", "'stomp://127.0.0.1:65536' has no port from 0 to 65535")]
    [TestCase("--listen stomp://127.0.0.1:x", "'stomp://127.0.0.1:x' has no port from 0 to 65535")]
    [TestCase("--listen stomp://nowhere.test:0", "'stomp://nowhere.test:0' has an unknown host")]
    [TestCase("--listen stomp://0.0.0.0:0", "refusing to listen on stomp://0.0.0.0:0")]
    [TestCase("--listen http://*:0", "refusing to listen on http://")]
    [TestCase("--listen stomps://127.0.0.1:0", "https and stomps listeners need a certificate")]
    [TestCase("--listen stomps://127.0.0.1:0 --certificate missing.pem", "the certificate 'missing.pem' cannot be loaded")]
    [TestCase("--listen stomp://192.0.2.1:0 --allow-anonymous", "cannot listen on stomp://192.0.2.1:0: ")]
    [TestCase("--listten stomp://127.0.0.1:0", "--listten")]
    [TestCase("--listen", "--listen")]
    [TestCase("--listen stomp://127.0.0.1:0 --Stomp:Lisen=x", "Stomp:Lisen is no setting")]
    [TestCase("--listen stomp://127.0.0.1:0 --Stomp:Limits:MaxQueueByts=1", "MaxQueueByts")]
    [TestCase("--listen stomp://127.0.0.1:0 --Stomp:Limits:MaxQueueBytes=many", "MaxQueueBytes")]
    [TestCase("--listen stomp://127.0.0.1:0 --Stomp:Limits:MaxQueueBytes=0", "MaxQueueBytes")]
    [TestCase("--listen stomp://127.0.0.1:0 --Stomp:ShutdownTimeout=-1", "ShutdownTimeout")]
    [TestCase("--listen stomp://127.0.0.1:0 --Stomp:AllowAnonymous=perhaps", "AllowAnonymous")]
    [TestCase("--listen stomp://127.0.0.1:0 --Stomp:TopicPrefix=topic", "TopicPrefix")]
    [TestCase("--listen stomp://127.0.0.1:0 --Stomp:UserDestinations:Prefx=/u/", "Stomp:UserDestinations:Prefx is no setting; those of Stomp:UserDestinations are Prefix, AllowClientSend, DiscardUnreachable")]
    [TestCase("--listen stomp://127.0.0.1:0 --Stomp:TopicPrefix=/a/ --Stomp:QueuePrefix=/a/b/", "TopicPrefix, QueuePrefix, Handlers.Prefixes and Users.Prefix must differ")]
    public async Task A_mistake_on_the_command_line_is_one_line_and_exit_code_1(string arguments, string expected)
    {
        await using var host = HostProcess.Start(arguments.Split(' '));
        await AssertRefusesAsync(host, expected);
    }

    [Test]
    public async Task A_mistake_in_the_environment_is_one_line_and_exit_code_1()
    {
        await using var host = HostProcess.Start([], [("Stomp__Listen__0", "gopher://127.0.0.1:70")]);
        await AssertRefusesAsync(host, "'gopher://127.0.0.1:70' has an unknown scheme");
    }

    [TestCase("""{ "Stomp": { "Limit": { "MaxQueueBytes": 1 } } }""", "Stomp:Limit is no setting")]
    [TestCase("""{ "Stomp": { "Limits": { "ConnectTimeout": "soon" } } }""", "ConnectTimeout")]
    [TestCase("""{ "Stomp": {""", "appsettings.json")]
    public async Task A_mistake_in_the_file_is_one_line_and_exit_code_1(string file, string expected)
    {
        await using var host = HostProcess.Start(["--listen", "stomp://127.0.0.1:0"], localSettings: file);
        await AssertRefusesAsync(host, expected);
    }

    [TestCase("stomp")]
    [TestCase("http")]
    public async Task A_port_in_use_is_one_line_and_exit_code_1(string scheme)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await using var host = HostProcess.Start(["--listen", $"{scheme}://{other.LocalEndpoint}"]);
        await AssertRefusesAsync(host, $"{other.LocalEndpoint}");
    }

    private static async Task AssertRefusesAsync(HostProcess host, string expected)
    {
        (int code, string output, string errors) = await host.WaitForExitAsync();
        Assert.That(errors, Does.StartWith("stomp: ").And.Contain(expected).And.EndWith(Environment.NewLine));
        Assert.That(errors.TrimEnd('\n'), Does.Not.Contain('\n'));
        Assert.That(output, Is.Empty);
        Assert.That(code, Is.EqualTo(1));
    }
}
