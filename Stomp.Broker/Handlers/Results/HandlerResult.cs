using System.Runtime.CompilerServices;

namespace Stomp.Broker.Handlers.Results;

/// <summary>What a handler has returned: nothing, a value, or a stream of values. A value that is <see langword="null"/> is nothing too.</summary>
internal readonly record struct HandlerResult(object? Value, IAsyncEnumerable<object?>? Stream)
{
    public static HandlerResult Of<T>(T value) => new(value, null);

    /// <summary>A stream; a <see langword="null"/> one has no elements.</summary>
    public static HandlerResult Elements<T>(IAsyncEnumerable<T>? stream) => stream is null ? default : new HandlerResult(null, Box(stream));

    private static async IAsyncEnumerable<object?> Box<T>(IAsyncEnumerable<T> stream, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (T element in stream.WithCancellation(cancellationToken))
        {
            yield return element;
        }
    }
}
