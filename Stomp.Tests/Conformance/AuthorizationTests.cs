using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Conformance;

/// <summary>What rules of the program forbid.</summary>
[TestFixture(Transport.Tcp)]
[TestFixture(Transport.WebSocket)]
public sealed class AuthorizationTests(Transport transport) : RefusalFixture(transport)
{
    private protected override (string Name, string Value)[] Settings =>
    [
        ("Authorization:0:Action", "Any"), ("Authorization:0:Destination", "/topic/closed/**"), ("Authorization:0:Roles", "nobody"),
        ("Authorization:1:Action", "Any"), ("Authorization:1:Destination", "/**"), ("Authorization:1:Allow", "true"),
    ];

    [Test]
    [Checklist("C-75")]
    public async Task An_unauthorised_SEND_is_answered_by_ERROR_and_the_end([Values("1.0", "1.1", "1.2")] string version)
    {
        Peer subscriber = await ConnectAsync(version);
        await SubscribeAsync(subscriber, $"/topic/{Own}");
        string[] errors = await ExpectEachRefusedAsync(
            version,
            (WireText.Send("/topic/closed/x", "x", "receipt:r\n") + WireText.Send($"/topic/{Own}", "not executed"), "an anonymous client may not send to /topic/closed/x"),
            ("BEGIN\ntransaction:t\n\n\0" + WireText.Send("/topic/closed.x", "x", "transaction:t\nreceipt:r\n"), "an anonymous client may not send to /topic/closed.x"));
        Assert.That(errors, Has.All.Contains("\nreceipt-id:r\n"));
        await ExpectQuietAsync(subscriber);
    }

    [Test]
    [Checklist("C-86")]
    public async Task An_unauthorised_SUBSCRIBE_is_answered_by_ERROR_and_the_end([Values("1.0", "1.1", "1.2")] string version)
    {
        string[] errors = await ExpectEachRefusedAsync(
            version,
            (WireText.Subscribe("/topic/closed/x"), "an anonymous client may not subscribe to /topic/closed/x"),
            (WireText.Subscribe("/topic/*/x"), "an anonymous client may not subscribe to /topic/*/x"),
            (WireText.Subscribe("/topic/**"), "an anonymous client may not subscribe to /topic/**"));
        Assert.That(errors, Has.All.Contains("\nreceipt-id:subscribed\n"));
    }
}
