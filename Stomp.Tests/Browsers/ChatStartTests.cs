using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Browsers;

/// <summary>What the program of <c>samples/Chat</c> says when it cannot start.</summary>
public sealed class ChatStartTests
{
    [OneTimeSetUp]
    public void RequireLibraries() => ChatPrerequisites.RequireLibraries();

    [Test]
    public async Task A_port_in_use_is_said_in_one_line()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        string port = $"{((IPEndPoint)other.LocalEndpoint).Port}";
        await using HostProcess chat = HostProcess.StartOther(ChatFixture.Program, "--port", port);
        (int code, _, string errors) = await chat.WaitForExitAsync();
        Assert.That(code, Is.EqualTo(1));
        Assert.That(errors, Does.StartWith("chat: Failed to bind to address http://127.0.0.1:").And.Contain(port).And.Contain("address already in use"));
        Assert.That(errors.Trim().Split('\n'), Has.Length.EqualTo(1));
    }

    [TestCase("70000")]
    [TestCase("-1")]
    [TestCase("http")]
    public async Task A_wrong_port_is_said(string port)
    {
        await using HostProcess chat = HostProcess.StartOther(ChatFixture.Program, $"--port={port}");
        (int code, _, string errors) = await chat.WaitForExitAsync();
        Assert.That(code, Is.EqualTo(1));
        Assert.That(errors, Does.StartWith($"--port takes a number from 0 to 65535, not '{port}'."));
    }
}
