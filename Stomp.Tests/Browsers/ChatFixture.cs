using System.Reflection;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Browsers;

/// <summary>The program of <c>samples/Chat</c>, for all tests of a fixture.</summary>
public abstract class ChatFixture
{
    private protected HostProcess Chat { get; private set; } = null!;

    /// <summary>Where its pages are: <c>http://127.0.0.1:43210</c>.</summary>
    private protected Uri Address { get; private set; } = null!;

    internal static string Program { get; } = typeof(ChatFixture).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static attribute => attribute.Key == "ChatProgram").Value!;

    [OneTimeSetUp]
    public async Task StartChat()
    {
        ChatPrerequisites.RequireLibraries();
        Chat = HostProcess.StartOther(Program, "--port", "0");
        List<string> lines = await Chat.WaitUntilReadyAsync();
        Address = new Uri($"http://{HostProcess.AddressIn(lines[^1])}");
    }

    [OneTimeTearDown]
    public async Task StopChat()
    {
        if (Chat is null)
        {
            return;
        }

        // Whatever its visitors did, nothing failed in it.
        Chat.Interrupt();
        (int code, string output, string errors) = await Chat.WaitForExitAsync();
        await Chat.DisposeAsync();
        Assert.That(code, Is.Zero, errors);
        Assert.That($"{output}{errors}", Does.Not.Contain("fail:").And.Not.Contain("crit:").And.Not.Contain("warn:"));
    }
}
