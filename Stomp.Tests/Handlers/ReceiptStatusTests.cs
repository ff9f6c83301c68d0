using Microsoft.Extensions.Hosting;
using NUnit.Framework;
using Stomp.Broker.Configuration;
using Stomp.Broker.Handlers;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Handlers;

/// <summary>A client that asks for it learns from its receipts what handlers refuse.</summary>
public sealed class ReceiptStatusTests : HandlerFixture
{
    [TestCase(StompHandlerErrors.Error)]
    [TestCase(StompHandlerErrors.UserQueue)]
    public async Task A_handler_that_fails_rejects_and_the_session_goes_on(StompHandlerErrors errors)
    {
        Set(options => options.Handlers.Errors = errors);
        App.MapMessage("/fail", void (string body) => throw new StompHandlerException("not like this"));
        App.MapMessage("/fine", (string body) => { });
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Send("/app/fail", "1") + Send("/app/nowhere", "2") + Send("/app/fine", "3"));
        List<WireFrame> receipts = await client.ExpectAsync("RECEIPT 1", "RECEIPT 2", "RECEIPT 3");
        Assert.That(receipts.Select(receipt => receipt["status"]), Is.EqualTo(["rejected", "rejected", "accepted"]));
        Assert.That(receipts[0]["reason"], Is.EqualTo("not like this"));
        Assert.That(receipts[1]["reason"], Does.Contain("no message handler is mapped to '/app/nowhere'"));
    }

    [Test]
    public async Task A_handler_that_fails_at_COMMIT_ends_the_session_because_the_rest_is_done()
    {
        App.MapMessage("/fail", void (string body) => throw new StompHandlerException("not like this"));
        WireClient client = await SubscribeAsync("/topic/a");
        await client.DoAsync(Wire.Begin("t"), Wire.Send("/topic/a", "x", "transaction:t\n"), Wire.Send("/app/fail", "", "transaction:t\n"));
        await client.SendAsync(Wire.Commit("t", "receipt:c\nreceipt-mode:status\n"));
        Assert.That((await client.ReadAsync()).ToString(), Is.EqualTo("MESSAGE 1 x"));
        WireFrame error = await client.ExpectErrorAsync("not like this");
        Assert.That(error["receipt-id"], Is.EqualTo("c"));
    }

    private static string Send(string destination, string receipt) => Wire.Send(destination, headers: $"receipt:{receipt}\nreceipt-mode:status\n");
}
