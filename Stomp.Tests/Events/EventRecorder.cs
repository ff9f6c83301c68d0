using System.Collections.Concurrent;
using NUnit.Framework;
using Stomp.Broker.Security;
using Stomp.Broker.Sessions;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Events;

/// <summary>Writes down the events that come, and does what a test wants with each.</summary>
internal sealed class EventRecorder : IStompSessionEvents
{
    private readonly ConcurrentQueue<string> _events = new();

    /// <summary>Called with each event before it is written down.</summary>
    public Func<string, IStompSession, ValueTask> OnEvent { get; set; } = static (_, _) => ValueTask.CompletedTask;

    public IReadOnlyCollection<string> Events => _events;

    public ValueTask OnConnectingAsync(IStompSession session, StompConnectRequest request) => RecordAsync($"connecting {request.Login}", session);

    public ValueTask OnConnectedAsync(IStompSession session) => RecordAsync($"connected {session.UserName}", session);

    public ValueTask OnSubscribedAsync(StompSubscription subscription) =>
        RecordAsync($"subscribed {subscription.Id} {subscription.Destination}", subscription.Session);

    public ValueTask OnUnsubscribedAsync(StompSubscription subscription, StompUnsubscribeCause cause) =>
        RecordAsync($"unsubscribed {subscription.Id} {subscription.Destination} {cause}", subscription.Session);

    public ValueTask OnDisconnectedAsync(IStompSession session, StompDisconnectCause cause, string reason) =>
        RecordAsync($"disconnected {cause}: {reason}", session);

    /// <summary>Waits until so many events have come, and asserts that they are these.</summary>
    public void Expect(params string[] expected)
    {
        SpinWait.SpinUntil(() => _events.Count >= expected.Length, WireClient.Patience);
        Assert.That(_events, Is.EqualTo(expected));
    }

    private async ValueTask RecordAsync(string text, IStompSession session)
    {
        await OnEvent(text, session);
        _events.Enqueue(text);
    }
}
