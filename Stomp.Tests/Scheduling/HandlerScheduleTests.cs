using Microsoft.Extensions.Hosting;
using NUnit.Framework;
using Stomp.Tests.Handlers;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Scheduling;

/// <summary>Message handlers are called at once.</summary>
public sealed class HandlerScheduleTests : HandlerFixture
{
    [TestCase("x-delay:1000\n")]
    [TestCase("x-delay:1000\ntransaction:t\n")]
    [TestCase("AMQ_SCHEDULED_CRON:* * * * *\nreceipt:r\nreceipt-mode:status\n")]
    public async Task A_message_to_a_handler_that_would_wait_is_refused(string headers)
    {
        App.MapMessage("/x", (string body) => { });
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Begin("t") + Wire.Send("/app/x", "", headers));
        await client.ExpectErrorAsync("messages to handlers cannot wait for their time");
    }
}
