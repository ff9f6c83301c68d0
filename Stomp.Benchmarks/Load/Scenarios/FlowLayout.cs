using System.Globalization;

namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>
/// Which streams, publishers and destinations a thread has. Of <c>N</c> threads, number <c>i</c> has those whose numbers in the run are <c>i</c>
/// modulo <c>N</c>; here they are numbered through. Stream <c>s</c> is sent by publisher <c>s % Publishers</c> to destination <c>s % Destinations</c>.
/// </summary>
/// <param name="settings">The settings.</param>
/// <param name="thread">The thread.</param>
internal sealed class FlowLayout(FlowSettings settings, int thread)
{
    private readonly int _threads = settings.Common.Threads;
    private readonly string _prefix = settings.IsQueue ? settings.Common.QueuePrefix : settings.Common.TopicPrefix;

    public int Publishers { get; } = settings.Publishers / settings.Common.Threads;

    public int Destinations { get; } = settings.Destinations / settings.Common.Threads;

    public int Streams { get; } = settings.Streams / settings.Common.Threads;

    /// <summary>How many streams go to a destination, at most.</summary>
    public int StreamsPerDestination => (Streams + Destinations - 1) / Destinations;

    /// <summary>A destination's name.</summary>
    public string NameOf(int destination) =>
        string.Create(CultureInfo.InvariantCulture, $"{_prefix}{settings.Common.Name}.{(destination * _threads) + thread}");

    /// <summary>The number of a stream in the run.</summary>
    public int IdOf(int stream) => (stream * _threads) + thread;

    /// <summary>The stream of a number in the run; -1 when it is none of this thread's.</summary>
    public int StreamOf(int id)
    {
        int stream = _threads == 1 ? id : id / _threads;
        return stream < Streams && (_threads == 1 || id % _threads == thread) ? stream : -1;
    }

    /// <summary>The destination of a stream, and which of those that go there it is.</summary>
    public (int Destination, int Place) PlaceOf(int stream) =>
        Streams <= Destinations ? (stream, 0) : (stream % Destinations, stream / Destinations);
}
