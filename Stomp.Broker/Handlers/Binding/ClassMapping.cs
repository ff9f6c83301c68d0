using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Stomp.Broker.Handlers.Routing;

namespace Stomp.Broker.Handlers.Binding;

/// <summary>Makes methods of a class handlers, by their attributes. For each message the class is made by the services of its scope.</summary>
[RequiresUnreferencedCode(ReflectedCall.Reason)]
[RequiresDynamicCode(ReflectedCall.Reason)]
internal static class ClassMapping
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>Whether any method of a class is a handler.</summary>
    public static bool HasHandlers(Type type) => type.GetMethods(All).Any(IsHandler);

    /// <summary>Maps all handlers of a class.</summary>
    /// <exception cref="InvalidOperationException">A mapping cannot work; the message names the method and says why.</exception>
    public static void Map(Type type, HandlerRegistry registry)
    {
        MethodInfo[] methods = [.. type.GetMethods(All).Where(IsHandler)];
        if (methods.Length == 0)
        {
            throw new InvalidOperationException(
                $"{type.Name} has no handlers; mark methods with [MessageMapping], [SubscribeMapping] or [MessageExceptionHandler].");
        }

        foreach (MethodInfo method in methods)
        {
            if (method.GetCustomAttribute<MessageMappingAttribute>(inherit: true) is { } message)
            {
                MapAll(type, method, HandlerKind.Message, message.Patterns, registry);
            }

            if (method.GetCustomAttribute<SubscribeMappingAttribute>(inherit: true) is { } subscribe)
            {
                MapAll(type, method, HandlerKind.Subscribe, subscribe.Patterns, registry);
            }

            if (method.GetCustomAttribute<MessageExceptionHandlerAttribute>(inherit: true) is { } exception)
            {
                Map(type, method, HandlerKind.Exception, null, exception.Global ? null : type, registry);
            }
        }
    }

    private static bool IsHandler(MethodInfo method) =>
        method.IsDefined(typeof(MessageMappingAttribute), inherit: true)
        || method.IsDefined(typeof(SubscribeMappingAttribute), inherit: true)
        || method.IsDefined(typeof(MessageExceptionHandlerAttribute), inherit: true);

    private static void MapAll(Type type, MethodInfo method, HandlerKind kind, IReadOnlyList<string> patterns, HandlerRegistry registry)
    {
        IReadOnlyList<string> begin = type.GetCustomAttribute<MessageMappingAttribute>(inherit: true)?.Patterns is { Count: > 0 } ofClass ? ofClass : [""];
        foreach (string first in begin)
        {
            foreach (string rest in patterns.Count == 0 ? [""] : patterns)
            {
                Map(type, method, kind, Combine(first, rest), type, registry);
            }
        }
    }

    private static string Combine(string first, string rest) =>
        first.Length == 0 ? rest
        : rest.Length == 0 ? first
        : first.TrimEnd('/') + (rest[0] is '/' or '.' ? rest : $"/{rest}");

    private static void Map(Type type, MethodInfo method, HandlerKind kind, string? pattern, Type? ofClass, HandlerRegistry registry)
    {
        HandlerSignature signature;
        try
        {
            signature = new HandlerSignature(kind, method, 0, pattern is null ? null : DestinationPattern.Parse(pattern), type.Name);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidOperationException($"The handler {type.Name}.{method.Name}: {exception.Message}", exception);
        }

        if (!method.IsPublic)
        {
            throw signature.Wrong("is not public; handlers are");
        }

        if (method.ContainsGenericParameters)
        {
            throw signature.Wrong("is generic; nobody says of which types");
        }

        var invoker = MethodInvoker.Create(method);
        bool isStatic = method.IsStatic;
        MessageHandler handler = ReflectedCall.Create(
            registry,
            signature,
            (context, arguments) => invoker.Invoke(isStatic ? null : context.Services.GetRequiredService(type), arguments.AsSpan()),
            ofClass);
        Route(type, method, registry.Add(handler), handler);
    }

    // What a method says goes before what its class says. Handlers of exceptions are answers to one session, whatever the class says.
    private static void Route(Type type, MethodInfo method, StompHandlerBuilder builder, MessageHandler handler)
    {
        var to = method.GetCustomAttribute<SendToAttribute>(inherit: true);
        var toUser = method.GetCustomAttribute<SendToUserAttribute>(inherit: true);
        if (to is null && toUser is null && handler.Format is not null && handler.Kind != HandlerKind.Exception)
        {
            to = type.GetCustomAttribute<SendToAttribute>(inherit: true);
            toUser = type.GetCustomAttribute<SendToUserAttribute>(inherit: true);
        }

        if (to is not null)
        {
            builder.SendTo([.. to.Destinations]);
        }

        if (toUser is not null)
        {
            string?[] destinations = toUser.Destinations.Count == 0 ? [null] : [.. toUser.Destinations];
            foreach (string? destination in destinations)
            {
                builder.SendToUser(destination, toUser.Broadcast);
            }
        }
    }
}
