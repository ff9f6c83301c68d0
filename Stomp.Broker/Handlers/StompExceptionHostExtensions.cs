using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Stomp.Broker.Handlers;
using Stomp.Broker.Handlers.Binding;
using static Stomp.Broker.Handlers.Binding.HandlerMap;

namespace Microsoft.Extensions.Hosting;

/// <summary>Maps handlers of what handlers throw.</summary>
public static class StompExceptionHostExtensions
{
    /// <summary>
    /// Has a handler called when a handler of messages or subscriptions throws an exception of a type, or of one derived from it, and its own class has no handler for it. The one for
    /// the most derived type is called. A parameter is the exception; others are as those of <c>MapMessage</c>, but that the pattern's variables are in the
    /// <see cref="StompMessageContext"/>.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="handler">
    /// The handler. What it returns is sent to <c>/user/queue/errors</c> of the session unless the result says otherwise. The message then counts as processed.
    /// </param>
    /// <returns>Goes on mapping: <c>.SendToUser("/queue/problems", broadcast: false)</c>.</returns>
    /// <exception cref="InvalidOperationException">The mapping cannot work; the message names the handler and says why.</exception>
    public static StompHandlerBuilder MapMessageException<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] TException>(
        this IHost app, Action<TException> handler)
        where TException : Exception =>
        new HandlerMap(app, HandlerKind.Exception, null, handler).With<TException>().ToNothing(a => handler(Get<TException>(a, 0)));

    /// <inheritdoc cref="MapMessageException{TException}(IHost, Action{TException})"/>
    public static StompHandlerBuilder MapMessageException<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] TException,
        TResult>(
        this IHost app, Func<TException, TResult> handler)
        where TException : Exception =>
        new HandlerMap(app, HandlerKind.Exception, null, handler).With<TException>().ToValue(a => handler(Get<TException>(a, 0)));

    /// <inheritdoc cref="MapMessageException{TException}(IHost, Action{TException})"/>
    [OverloadResolutionPriority(1)] // an async lambda fits ValueTask too
    public static StompHandlerBuilder MapMessageException<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] TException,
        TResult>(
        this IHost app, Func<TException, Task<TResult>> handler)
        where TException : Exception =>
        new HandlerMap(app, HandlerKind.Exception, null, handler).With<TException>().ToTask(a => handler(Get<TException>(a, 0)));

    /// <inheritdoc cref="MapMessageException{TException}(IHost, Action{TException})"/>
    public static StompHandlerBuilder MapMessageException<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] TException,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2>(
        this IHost app, Action<TException, T2> handler)
        where TException : Exception =>
        new HandlerMap(app, HandlerKind.Exception, null, handler).With<TException>().With<T2>().ToNothing(a => handler(Get<TException>(a, 0), Get<T2>(a, 1)));

    /// <inheritdoc cref="MapMessageException{TException}(IHost, Action{TException})"/>
    public static StompHandlerBuilder MapMessageException<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] TException,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        TResult>(
        this IHost app, Func<TException, T2, TResult> handler)
        where TException : Exception =>
        new HandlerMap(app, HandlerKind.Exception, null, handler).With<TException>().With<T2>().ToValue(a => handler(Get<TException>(a, 0), Get<T2>(a, 1)));

    /// <inheritdoc cref="MapMessageException{TException}(IHost, Action{TException})"/>
    [OverloadResolutionPriority(1)] // an async lambda fits ValueTask too
    public static StompHandlerBuilder MapMessageException<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] TException,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        TResult>(
        this IHost app, Func<TException, T2, Task<TResult>> handler)
        where TException : Exception =>
        new HandlerMap(app, HandlerKind.Exception, null, handler).With<TException>().With<T2>().ToTask(a => handler(Get<TException>(a, 0), Get<T2>(a, 1)));

    /// <inheritdoc cref="MapMessageException{TException}(IHost, Action{TException})"/>
    public static StompHandlerBuilder MapMessageException<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] TException,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T3>(
        this IHost app, Action<TException, T2, T3> handler)
        where TException : Exception =>
        new HandlerMap(app, HandlerKind.Exception, null, handler).With<TException>().With<T2>().With<T3>().ToNothing(a => handler(Get<TException>(a, 0), Get<T2>(a, 1), Get<T3>(a, 2)));

    /// <inheritdoc cref="MapMessageException{TException}(IHost, Action{TException})"/>
    public static StompHandlerBuilder MapMessageException<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] TException,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T3,
        TResult>(
        this IHost app, Func<TException, T2, T3, TResult> handler)
        where TException : Exception =>
        new HandlerMap(app, HandlerKind.Exception, null, handler).With<TException>().With<T2>().With<T3>().ToValue(a => handler(Get<TException>(a, 0), Get<T2>(a, 1), Get<T3>(a, 2)));

    /// <inheritdoc cref="MapMessageException{TException}(IHost, Action{TException})"/>
    [OverloadResolutionPriority(1)] // an async lambda fits ValueTask too
    public static StompHandlerBuilder MapMessageException<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] TException,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T3,
        TResult>(
        this IHost app, Func<TException, T2, T3, Task<TResult>> handler)
        where TException : Exception =>
        new HandlerMap(app, HandlerKind.Exception, null, handler).With<TException>().With<T2>().With<T3>().ToTask(a => handler(Get<TException>(a, 0), Get<T2>(a, 1), Get<T3>(a, 2)));

    /// <inheritdoc cref="MapMessageException{TException}(IHost, Action{TException})"/>
    /// <remarks>For methods, and for delegates with more parameters than the others take: their types are found by reflection.</remarks>
    [RequiresUnreferencedCode(ReflectedCall.Reason)]
    [RequiresDynamicCode(ReflectedCall.Reason)]
    public static StompHandlerBuilder MapMessageException(this IHost app, Delegate handler) =>
        ReflectedCall.Map(app, HandlerKind.Exception, null, handler);
}
