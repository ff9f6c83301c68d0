using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Transactions;

/// <summary>Transactions that are forgotten.</summary>
public sealed class TransactionTimeoutTests : BrokerFixture
{
    private const string In = "transaction:t\n";

    [Test]
    public async Task One_without_a_frame_for_so_long_ends_the_session_and_gives_back_what_it_held()
    {
        Start(options => options.Limits.TransactionTimeout = TimeSpan.FromSeconds(60));
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync(Wire.Send("/queue/a", "x") + Wire.Subscribe("1", "/queue/a", "client"));
        WireFrame message = (await client.ExpectAsync("MESSAGE 1 x"))[0];
        await client.DoAsync(Wire.Begin("t"), Wire.Ack(message, In), Wire.Send("/queue/b", "gone", In));
        Time.Advance(59_000);
        await client.ExpectAsync();
        Time.Advance(3_000);
        await client.ExpectErrorAsync("a transaction was open for the limit of 60 s without a frame that belongs to it (TransactionTimeout)");
        WireClient other = await Broker.ConnectAsync();
        await other.SendAsync(Wire.Subscribe("1", "/queue/a") + Wire.Subscribe("2", "/queue/b"));
        await other.ExpectAsync("MESSAGE 1 x (redelivered)");
    }

    [Test]
    public async Task One_that_is_used_goes_on_and_none_that_has_ended_counts()
    {
        Start(options => options.Limits.TransactionTimeout = TimeSpan.FromSeconds(60));
        WireClient client = await Broker.ConnectAsync();
        await client.DoAsync(Wire.Subscribe("1", "/topic/a"), Wire.Begin("t"), Wire.Begin("u"), Wire.Begin("v"));
        Time.Advance(40_000);
        await client.DoAsync(Wire.Send("/topic/a", "1", In), Wire.Abort("u"), Wire.Commit("v"));
        Time.Advance(40_000);
        await client.SendAsync(Wire.Commit("t"));
        await client.ExpectAsync("MESSAGE 1 1");
        Time.Advance(600_000);
        await client.ExpectAsync();
    }
}
