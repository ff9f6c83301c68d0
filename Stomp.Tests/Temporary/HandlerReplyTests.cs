using Microsoft.Extensions.Hosting;
using NUnit.Framework;
using Stomp.Broker.Handlers;
using Stomp.Tests.Handlers;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Temporary;

/// <summary>Message handlers answer to temporary destinations as other clients do.</summary>
public sealed class HandlerReplyTests : HandlerFixture
{
    [TestCase("")]
    [TestCase("transaction:t\n")]
    public async Task A_handler_sees_an_address_that_it_can_publish_to(string headers)
    {
        App.MapMessage("/ask", async (string body, StompMessageContext context) =>
            await context.Publisher.PublishAsync(context.Headers["reply-to"]!, $"re: {body}"));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Begin("t") + Wire.Send("/app/ask", "question", $"reply-to:/temp-queue/x\n{headers}") + Wire.Commit("t"));
        Assert.That((await client.ReadAsync()).ToString(), Is.EqualTo("MESSAGE /temp-queue/x re: question"));
    }
}
