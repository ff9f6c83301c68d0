using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Stomp.Broker;
using Stomp.Broker.Handlers.Binding;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds classes of message handlers.</summary>
public static class StompHandlerBrokerBuilderExtensions
{
    /// <summary>
    /// Adds a class whose methods are handlers of messages, subscriptions and exceptions, as their attributes say:
    /// <see cref="Stomp.Broker.Handlers.MessageMappingAttribute"/>, <see cref="Stomp.Broker.Handlers.SubscribeMappingAttribute"/>,
    /// <see cref="Stomp.Broker.Handlers.MessageExceptionHandlerAttribute"/>. The class is a scoped service, made for each message, unless it is registered otherwise.
    /// A mapping that cannot work stops the start of the application.
    /// </summary>
    /// <param name="broker">What <c>AddStompBroker</c> returns.</param>
    [RequiresUnreferencedCode(ReflectedCall.Reason)]
    [RequiresDynamicCode(ReflectedCall.Reason)]
    public static IStompBrokerBuilder AddStompHandlers<THandlers>(this IStompBrokerBuilder broker)
        where THandlers : class => broker.AddStompHandlers(typeof(THandlers));

    /// <summary>Adds all classes of an assembly that have handlers, public or not; see <see cref="AddStompHandlers{THandlers}(IStompBrokerBuilder)"/>.</summary>
    /// <param name="broker">What <c>AddStompBroker</c> returns.</param>
    /// <param name="assembly">The assembly.</param>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    [RequiresUnreferencedCode(ReflectedCall.Reason)]
    [RequiresDynamicCode(ReflectedCall.Reason)]
    public static IStompBrokerBuilder AddStompHandlers(this IStompBrokerBuilder broker, Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(broker);
        ArgumentNullException.ThrowIfNull(assembly);
        Type[] types = [.. assembly.GetTypes().Where(static type => type is { IsClass: true, ContainsGenericParameters: false } && (!type.IsAbstract || type.IsSealed) && ClassMapping.HasHandlers(type))];
        if (types.Length == 0)
        {
            throw new InvalidOperationException($"{assembly.GetName().Name} has no class with handlers; mark methods with [MessageMapping] or [SubscribeMapping].");
        }

        foreach (Type type in types)
        {
            broker.AddStompHandlers(type);
        }

        return broker;
    }

    /// <summary>Adds a class as <see cref="AddStompHandlers{THandlers}(IStompBrokerBuilder)"/> does.</summary>
    /// <param name="broker">What <c>AddStompBroker</c> returns.</param>
    /// <param name="type">The class.</param>
    [RequiresUnreferencedCode(ReflectedCall.Reason)]
    [RequiresDynamicCode(ReflectedCall.Reason)]
    public static IStompBrokerBuilder AddStompHandlers(this IStompBrokerBuilder broker, Type type)
    {
        ArgumentNullException.ThrowIfNull(broker);
        ArgumentNullException.ThrowIfNull(type);
        if (broker.Services.Any(service => service.ImplementationInstance is HandlerClass added && added.Type == type))
        {
            return broker;
        }

        if (!type.IsAbstract)
        {
            broker.Services.TryAddScoped(type);
        }

        broker.Services.AddSingleton(new HandlerClass(type, registry => ClassMapping.Map(type, registry)));
        return broker;
    }
}
