using Microsoft.Extensions.Hosting;
using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Handlers;

/// <summary>Rules about the destinations of handlers.</summary>
public sealed class HandlerRuleTests : HandlerFixture
{
    [TestCase("/app/rooms.closed")]
    [TestCase("/app/rooms/closed/")]
    [TestCase("/app/rooms/%63losed")]
    public async Task Another_spelling_of_a_destination_is_no_way_around_a_rule(string destination)
    {
        Set(options => options.Authorization.Any("/app/rooms/closed").Deny().Any("/**").Allow());
        var called = new TaskCompletionSource<string>();
        App.MapMessage("/rooms/{room}", (string room) => { called.TrySetResult(room); });
        App.MapSubscribe("/rooms/{room}", (string room) => room);
        WireClient sender = await Broker.ConnectAsync();
        await sender.SendAsync(Wire.Send(destination, "", "receipt:r\n"));
        await sender.ExpectErrorAsync("an anonymous client may not send to " + destination);
        Assert.That(called.Task.IsCompleted, Is.False);
        WireClient subscriber = await Broker.ConnectAsync();
        await subscriber.SendAsync(Wire.Subscribe("1", destination));
        await subscriber.ExpectErrorAsync("an anonymous client may not subscribe to " + destination);
    }
}
