using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Stomp.Broker.Handlers.Results;
using Stomp.Broker.Handlers.Routing;

namespace Stomp.Broker.Handlers.Binding;

/// <summary>Makes a delegate a handler, by types that the compiler knows: nothing is looked for that trimming could have removed.</summary>
internal sealed class HandlerMap
{
    private readonly HandlerRegistry _registry;
    private readonly List<ParameterBinder> _binders = [];

    public HandlerMap(IHost app, HandlerKind kind, string? pattern, Delegate handler)
        : this(GetRegistry(app), kind, pattern, handler)
    {
    }

    public HandlerMap(HandlerRegistry registry, HandlerKind kind, string? pattern, Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _registry = registry;
        Signature = CreateSignature(kind, pattern, handler);
    }

    public HandlerSignature Signature { get; }

    public static HandlerRegistry GetRegistry(IHost app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.Services.GetService<StompBroker>()?.Handlers
            ?? throw new InvalidOperationException("The application has no broker for handlers; call services.AddStompBroker() before it is built.");
    }

    public static HandlerSignature CreateSignature(HandlerKind kind, string? pattern, Delegate handler)
    {
        string mapping = kind switch
        {
            HandlerKind.Message => "MapMessage",
            HandlerKind.Subscribe => "MapSubscribe",
            _ => "MapMessageException",
        };
        try
        {
            // A delegate to an extension method has its first argument already.
            int bound = handler.Method.IsStatic && handler.Target is not null ? 1 : 0;
            return new HandlerSignature(kind, handler.Method, bound, pattern is null ? null : DestinationPattern.Parse(pattern), mapping);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidOperationException($"{mapping} of {handler.Method.DeclaringType?.Name}.{handler.Method.Name}: {exception.Message}", exception);
        }
    }

    /// <summary>An argument; where there is none, the default of its type.</summary>
    public static T Get<T>(object?[] arguments, int index) => arguments[index] is { } value ? (T)value : default!;

    /// <summary>Binds the next parameter.</summary>
    public HandlerMap With<[DynamicallyAccessedMembers(PayloadValidation.Needed)] T>()
    {
        _binders.Add(_registry.Binding.Bind(Signature.Parameters[_binders.Count], typeof(T), Signature));
        return this;
    }

    public StompHandlerBuilder ToNothing(Action<object?[]> call) =>
        To(
            (_, arguments) =>
            {
                call(arguments);
                return default;
            },
            default);

    public StompHandlerBuilder ToValue<TResult>(Func<object?[], TResult> call) =>
        typeof(TResult) == typeof(Task)
            ? To((_, arguments) => WaitAsync(new ValueTask((Task)(object)call(arguments)!)), default)
            : typeof(TResult) == typeof(ValueTask)
                ? To((_, arguments) => WaitAsync((ValueTask)(object)call(arguments)!), default)
                : To((_, arguments) => new ValueTask<HandlerResult>(HandlerResult.Of(call(arguments))), new HandlerReturn(typeof(TResult)));

    public StompHandlerBuilder ToTask<TResult>(Func<object?[], Task<TResult>> call) =>
        To((_, arguments) => WaitAsync(new ValueTask<TResult>(call(arguments))), new HandlerReturn(typeof(TResult)));

    public StompHandlerBuilder ToValueTask<TResult>(Func<object?[], ValueTask<TResult>> call) =>
        To((_, arguments) => WaitAsync(call(arguments)), new HandlerReturn(typeof(TResult)));

    public StompHandlerBuilder ToStream<TResult>(Func<object?[], IAsyncEnumerable<TResult>> call) =>
        To((_, arguments) => new ValueTask<HandlerResult>(HandlerResult.Elements(call(arguments))), new HandlerReturn(typeof(TResult), IsStream: true));

    private static async ValueTask<HandlerResult> WaitAsync(ValueTask task)
    {
        await task;
        return default;
    }

    private static async ValueTask<HandlerResult> WaitAsync<TResult>(ValueTask<TResult> task) => HandlerResult.Of(await task);

    private StompHandlerBuilder To(HandlerInvoke invoke, HandlerReturn returned) =>
        _registry.Add(_registry.Create(Signature, [.. _binders], invoke, returned, ofClass: null));
}
