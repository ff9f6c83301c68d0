using Stomp.Broker.Publishing;
using Stomp.Broker.Sessions;

namespace Chat.Presence;

/// <summary>Tells everybody who is online, whenever somebody comes who was not there or has closed their last page.</summary>
internal sealed class PresenceAnnouncer(PeopleList people, IStompPublisher publisher) : IStompSessionEvents, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private Person[] _announced = people.GetPeople();

    public ValueTask OnConnectedAsync(IStompSession session) => AnnounceAsync();

    public ValueTask OnDisconnectedAsync(IStompSession session, StompDisconnectCause cause, string reason) => AnnounceAsync();

    public void Dispose() => _turn.Dispose();

    // One at a time, so that what is told last is what is true.
    private async ValueTask AnnounceAsync()
    {
        await _turn.WaitAsync();
        try
        {
            Person[] now = people.GetPeople();
            if (!now.SequenceEqual(_announced))
            {
                _announced = now;
                await publisher.PublishAsync("/topic/people", now);
            }
        }
        finally
        {
            _turn.Release();
        }
    }
}
