using Stomp.Broker.Destinations;
using Stomp.Broker.Messages;

namespace Stomp.Broker.Sessions;

/// <summary>
/// SENDs to one destination that follow each other in one batch of input. They are published together, so that finding the destination,
/// and each subscription's lock, is done once for all of them.
/// </summary>
/// <remarks>One for each thread: a run begins and ends within one batch. It holds one reference to each of its messages.</remarks>
internal sealed class SendRun
{
    // More make no difference: what is done once for a run is then a sixty-fourth of it.
    private const int Capacity = 64;

    [ThreadStatic]
    private static SendRun? _ofThread;

    private readonly Message[] _messages = new Message[Capacity];
    private byte[] _destination = new byte[256];
    private int _destinationLength;
    private byte[]? _shown; // where it is not the destination itself
    private int _count;
    private int _capacity;

    public static SendRun OfThread => _ofThread ??= new SendRun();

    public bool IsEmpty => _count == 0;

    public bool IsFull => _count == _capacity;

    /// <summary>Whether the session must wait when the destination is full. Each message is published by itself then.</summary>
    public bool IsBlocking => _capacity == 1;

    /// <summary>The provider of <see cref="Destination"/>.</summary>
    public DestinationProvider? Provider { get; private set; }

    public ReadOnlySpan<byte> Destination => _destination.AsSpan(0, _destinationLength);

    /// <summary>The destination that its messages show.</summary>
    public ReadOnlySpan<byte> ShownDestination => _shown ?? Destination;

    public ReadOnlySpan<Message> Messages => _messages.AsSpan(0, _count);

    /// <summary>Begins a run to a destination that was checked.</summary>
    public void Begin(DestinationProvider provider, ReadOnlySpan<byte> destination)
    {
        Provider = provider;
        if (_destination.Length < destination.Length)
        {
            _destination = new byte[2 * destination.Length];
        }

        destination.CopyTo(_destination);
        _destinationLength = destination.Length;
        _shown = provider.GetShownDestination(destination);
        _capacity = provider.IsBlocking(destination) ? 1 : Capacity;
    }

    /// <summary>Adds a message with one reference to it.</summary>
    public void Add(Message message) => _messages[_count++] = message;

    /// <summary>Lets the messages go: a defect keeps them from being published, and the next session on this thread must not find them.</summary>
    public void Abandon()
    {
        foreach (Message message in Messages)
        {
            message.Release();
        }

        Clear();
    }

    /// <summary>Forgets the messages, whose references have gone to the provider.</summary>
    public void Clear()
    {
        _messages.AsSpan(0, _count).Clear();
        _count = 0;
    }
}
