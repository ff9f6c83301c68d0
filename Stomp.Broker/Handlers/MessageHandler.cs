using Stomp.Broker.Handlers.Binding;
using Stomp.Broker.Handlers.Results;
using Stomp.Broker.Handlers.Routing;

namespace Stomp.Broker.Handlers;

/// <summary>A handler as it was mapped: what it is for, how it is called, and where its results go.</summary>
/// <remarks>Where results go is settled while the application starts; afterwards it is immutable.</remarks>
internal sealed class MessageHandler(
    HandlerSignature signature, ParameterBinder[] binders, HandlerInvoke invoke, ResultFormat? format)
{
    private volatile ReplyTarget[] _targets = [];

    public HandlerKind Kind => signature.Kind;

    /// <summary>The handler as messages call it.</summary>
    public string Name => signature.Name;

    /// <summary>The destinations behind the application prefix. A handler of exceptions has none.</summary>
    public DestinationPattern Pattern => signature.Pattern!;

    public bool NeedsHeaders => signature.NeedsHeaders;

    /// <summary>The exceptions that it is for, if it is a handler of them.</summary>
    public Type? ExceptionType => signature.ExceptionType;

    /// <summary>The class whose handlers' exceptions it is for, or whose exceptions' handlers it has; <see langword="null"/> for one of a delegate.</summary>
    public Type? Class { get; init; }

    /// <summary>Whether it returns a stream.</summary>
    public bool IsStream { get; init; }

    /// <summary>How results are written; <see langword="null"/> where there are none.</summary>
    public ResultFormat? Format => format;

    /// <summary>Where results go, if anything was said about it.</summary>
    public ReplyTarget[] Targets => _targets;

    public void AddTarget(ReplyTarget target)
    {
        if (format is null)
        {
            throw signature.Wrong("returns nothing, so nothing can be sent anywhere");
        }

        _targets = [.. _targets, target];
    }

    /// <summary>Reads a destination that results are to go to.</summary>
    public DestinationTemplate ParseTarget(string destination)
    {
        try
        {
            return DestinationTemplate.Parse(destination, signature.Pattern);
        }
        catch (ArgumentException exception)
        {
            throw signature.Wrong($"cannot send there: {exception.Message}", exception);
        }
    }

    /// <summary>A mapping that cannot work.</summary>
    public InvalidOperationException Wrong(string what, Exception? cause = null) => signature.Wrong(what, cause);

    /// <summary>Calls it.</summary>
    /// <exception cref="StompBindingException">The message does not have what it takes.</exception>
    public ValueTask<HandlerResult> InvokeAsync(StompMessageContext context)
    {
        object?[] arguments = binders.Length == 0 ? [] : new object?[binders.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = binders[i](context);
        }

        return invoke(context, arguments);
    }
}
