using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Stomp.Broker.Configuration;
using Stomp.Broker.Handlers.Binding;
using Stomp.Broker.Handlers.Results;
using Stomp.Broker.Handlers.Routing;
using Stomp.Broker.Publishing;

namespace Stomp.Broker.Handlers;

/// <summary>The message handlers of a broker.</summary>
/// <remarks>Thread-safe. Handlers are mapped while the application starts; finding one takes no lock.</remarks>
internal sealed class HandlerRegistry
{
    private readonly Lock _lock = new();
    private readonly StompBrokerOptions _options;
    private readonly IServiceProvider? _services;
    private readonly HandlerTable _messages = new("messages");
    private readonly HandlerTable _subscriptions = new("subscriptions");
    private volatile MessageHandler[] _exceptions = [];

    public HandlerRegistry(StompBrokerOptions options, IServiceProvider? services)
    {
        _options = options;
        _services = services;
        Binding = new ParameterBinding(options.Json, services?.GetService<IServiceProviderIsService>());
    }

    public ParameterBinding Binding { get; }

    public JsonSerializerOptions Json => _options.Json;

    /// <summary>Publishes what handlers publish themselves; set by the broker that it is made with.</summary>
    [AllowNull]
    public IStompPublisher Publisher
    {
        get => field ?? throw new InvalidOperationException("The broker is being made.");
        set;
    }

    public bool HasServices => _services is not null;

    public IServiceProvider Services =>
        _services ?? throw new InvalidOperationException("The broker was made without services; make it with AddStompBroker.");

    /// <summary>Whether a handler of exceptions may ask for headers, so that all messages must keep theirs.</summary>
    public bool ExceptionsNeedHeaders { get; private set; }

    /// <summary>Whether there are no handlers, of exceptions aside.</summary>
    public bool IsEmpty => _messages.IsEmpty && _subscriptions.IsEmpty;

    /// <summary>All handlers, to be looked over.</summary>
    public IEnumerable<MessageHandler> All => [.. _messages.All, .. _subscriptions.All, .. _exceptions];

    /// <summary>Adds a handler.</summary>
    /// <exception cref="InvalidOperationException">It is ambiguous with another.</exception>
    public StompHandlerBuilder Add(MessageHandler handler)
    {
        lock (_lock)
        {
            switch (handler.Kind)
            {
                case HandlerKind.Message:
                    _messages.Add(handler);
                    break;
                case HandlerKind.Subscribe:
                    _subscriptions.Add(handler);
                    break;
                default:
                    AddExceptionHandler(handler);
                    break;
            }
        }

        return new StompHandlerBuilder(handler);
    }

    /// <summary>Makes a handler of a bound method.</summary>
    /// <param name="signature">The method, its parameters bound.</param>
    /// <param name="binders">Its parameters.</param>
    /// <param name="invoke">Calls it.</param>
    /// <param name="returned">What it returns.</param>
    /// <param name="ofClass">The class that it belongs to.</param>
    public MessageHandler Create(HandlerSignature signature, ParameterBinder[] binders, HandlerInvoke invoke, HandlerReturn returned, Type? ofClass)
    {
        Type? resultType = returned.Type;
        if (signature.Kind == HandlerKind.Exception && signature.ExceptionType is null)
        {
            throw signature.Wrong("has no parameter for the exception, which says the exceptions that it is for");
        }

        if (resultType is { IsGenericType: true } && resultType.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>))
        {
            throw signature.Wrong("returns a task of a stream; return the stream itself");
        }

        try
        {
            return new MessageHandler(signature, binders, invoke, resultType is null ? null : ResultFormat.Create(resultType, Json)) { Class = ofClass, IsStream = returned.IsStream };
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException)
        {
            throw signature.Wrong($"returns '{resultType!.Name}', which cannot be written as JSON: {exception.Message}", exception);
        }
    }

    /// <summary>Finds the handler of a destination.</summary>
    /// <param name="kind">A message's, or a subscription's.</param>
    /// <param name="path">The destination behind the application prefix.</param>
    /// <param name="values">Gets the values of its pattern's variables.</param>
    public MessageHandler? Find(HandlerKind kind, ReadOnlySpan<byte> path, out string[] values) =>
        (kind == HandlerKind.Message ? _messages : _subscriptions).Find(path, _options.Limits.MaxTopicTokens, out values);

    /// <summary>Finds who handles an exception: of the handler's own class first, then of all; the one for the most derived type.</summary>
    public MessageHandler? FindExceptionHandler(MessageHandler failed, Exception exception)
    {
        MessageHandler[] fitting = [.. _exceptions.Where(handler => handler.ExceptionType!.IsInstanceOfType(exception))];
        return FindMostDerived(fitting.Where(handler => handler.Class is not null && handler.Class == failed.Class))
            ?? FindMostDerived(fitting.Where(static handler => handler.Class is null));
    }

    private static MessageHandler? FindMostDerived(IEnumerable<MessageHandler> handlers) =>
        handlers.MaxBy(static handler => GetDepth(handler.ExceptionType!));

    private static int GetDepth(Type type)
    {
        int depth = 0;
        for (Type? at = type; at is not null; at = at.BaseType)
        {
            depth++;
        }

        return depth;
    }

    private void AddExceptionHandler(MessageHandler handler)
    {
        MessageHandler? other = _exceptions.FirstOrDefault(other => other.ExceptionType == handler.ExceptionType && other.Class == handler.Class);
        if (other is not null)
        {
            throw new InvalidOperationException($"{handler.Name} and {other.Name} are ambiguous: both are for {handler.ExceptionType!.Name}.");
        }

        _exceptions = [.. _exceptions, handler];
        ExceptionsNeedHeaders |= handler.NeedsHeaders;
    }
}
