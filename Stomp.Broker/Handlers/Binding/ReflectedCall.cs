using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Hosting;
using Stomp.Broker.Handlers.Results;

namespace Stomp.Broker.Handlers.Binding;

/// <summary>Makes any method a handler, by reflection.</summary>
[RequiresUnreferencedCode(Reason)]
[RequiresDynamicCode(Reason)]
internal sealed class ReflectedCall
{
    public const string Reason =
        "The types of the handler are found by reflection. In a trimmed or natively compiled application map a lambda with at most four parameters, whose types the compiler knows.";

    private static readonly MethodInfo TaskAdapter = GetAdapter(nameof(AdaptTask));
    private static readonly MethodInfo ValueTaskAdapter = GetAdapter(nameof(AdaptValueTask));
    private static readonly MethodInfo StreamAdapter = GetAdapter(nameof(AdaptStream));

    /// <summary>Maps a delegate.</summary>
    public static StompHandlerBuilder Map(IHost app, HandlerKind kind, string? pattern, Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        HandlerRegistry registry = HandlerMap.GetRegistry(app);
        HandlerSignature signature = HandlerMap.CreateSignature(kind, pattern, handler);

        // By the delegate, and not its method: that may have a first argument that is bound already.
        var invoker = MethodInvoker.Create(handler.GetType().GetMethod("Invoke")!);
        return registry.Add(Create(registry, signature, (_, arguments) => invoker.Invoke(handler, arguments.AsSpan()), ofClass: null));
    }

    /// <summary>Makes a handler of a method.</summary>
    /// <param name="registry">The handlers.</param>
    /// <param name="signature">The method.</param>
    /// <param name="call">Calls it.</param>
    /// <param name="ofClass">The class that it belongs to.</param>
    public static MessageHandler Create(
        HandlerRegistry registry, HandlerSignature signature, Func<StompMessageContext, object?[], object?> call, Type? ofClass)
    {
        ParameterBinder[] binders = [.. signature.Parameters.Select(parameter => registry.Binding.Bind(parameter, parameter.ParameterType, signature))];
        Func<object?, ValueTask<HandlerResult>> adapt = GetAdapter(signature.Method.ReturnType, out HandlerReturn returned);
        return registry.Create(signature, binders, (context, arguments) => adapt(call(context, arguments)), returned, ofClass);
    }

    private static MethodInfo GetAdapter(string name) => typeof(ReflectedCall).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;

    private static Func<object?, ValueTask<HandlerResult>> GetAdapter(Type type, out HandlerReturn returned)
    {
        if (type == typeof(void))
        {
            returned = default;
            return static _ => default;
        }

        if (type == typeof(Task))
        {
            returned = default;
            return static task => AdaptAsync(new ValueTask((Task)task!));
        }

        if (type == typeof(ValueTask))
        {
            returned = default;
            return static task => AdaptAsync((ValueTask)task!);
        }

        Type? stream = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)
            ? type
            : type.GetInterfaces().FirstOrDefault(static face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>));
        if (stream is not null)
        {
            returned = new HandlerReturn(stream.GenericTypeArguments[0], IsStream: true);
            return Close(StreamAdapter, returned.Type!);
        }

        Type? definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (definition == typeof(Task<>) || definition == typeof(ValueTask<>))
        {
            returned = new HandlerReturn(type.GenericTypeArguments[0]);
            return Close(definition == typeof(Task<>) ? TaskAdapter : ValueTaskAdapter, returned.Type!);
        }

        returned = new HandlerReturn(type);
        return static value => new ValueTask<HandlerResult>(HandlerResult.Of(value));
    }

    private static Func<object?, ValueTask<HandlerResult>> Close(MethodInfo adapter, Type type) =>
        adapter.MakeGenericMethod(type).CreateDelegate<Func<object?, ValueTask<HandlerResult>>>();

    private static async ValueTask<HandlerResult> AdaptAsync(ValueTask task)
    {
        await task;
        return default;
    }

    private static async ValueTask<HandlerResult> AdaptTask<T>(object? task) => HandlerResult.Of(await (Task<T>)task!);

    private static async ValueTask<HandlerResult> AdaptValueTask<T>(object? task) => HandlerResult.Of(await (ValueTask<T>)task!);

    private static ValueTask<HandlerResult> AdaptStream<T>(object? stream) =>
        new(HandlerResult.Elements((IAsyncEnumerable<T>?)stream));
}
