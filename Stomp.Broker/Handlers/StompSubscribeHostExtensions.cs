using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Stomp.Broker.Handlers;
using Stomp.Broker.Handlers.Binding;
using static Stomp.Broker.Handlers.Binding.HandlerMap;

namespace Microsoft.Extensions.Hosting;

/// <summary>Maps handlers of subscriptions.</summary>
public static class StompSubscribeHostExtensions
{
    /// <summary>
    /// Has a handler called for each subscription of a client to a destination behind an application prefix (<c>/app</c>): the way to give a client what there is
    /// when it comes. Parameters are as those of <c>MapMessage</c>, but that there is no body.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="pattern">The destination without the prefix: <c>/participants</c>, <c>/chat/{room}</c>; <c>*</c> is any one token, <c>**</c> any number.</param>
    /// <param name="handler">
    /// The handler. What it returns is sent to the subscription alone unless the result says otherwise; <see langword="null"/> is not sent. Each element of a
    /// stream is a message; the stream ends with the subscription.
    /// </param>
    /// <returns>Goes on mapping: <c>.SendTo("/topic/arrivals")</c>.</returns>
    /// <exception cref="InvalidOperationException">The mapping cannot work; the message names the handler and says why.</exception>
    /// <remarks>Map before the application starts. Nothing here needs reflection that trimming or native compilation break; JSON needs a source-generated context there.</remarks>
    public static StompHandlerBuilder MapSubscribe(this IHost app, string pattern, Action handler) =>
        new HandlerMap(app, HandlerKind.Subscribe, pattern, handler).ToNothing(_ => handler());

    /// <inheritdoc cref="MapSubscribe(IHost, string, Action)"/>
    public static StompHandlerBuilder MapSubscribe<TResult>(this IHost app, string pattern, Func<TResult> handler) =>
        new HandlerMap(app, HandlerKind.Subscribe, pattern, handler).ToValue(_ => handler());

    /// <inheritdoc cref="MapSubscribe(IHost, string, Action)"/>
    [OverloadResolutionPriority(1)] // an async lambda fits ValueTask too
    public static StompHandlerBuilder MapSubscribe<TResult>(this IHost app, string pattern, Func<Task<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Subscribe, pattern, handler).ToTask(_ => handler());

    /// <inheritdoc cref="MapSubscribe(IHost, string, Action)"/>
    public static StompHandlerBuilder MapSubscribe<TResult>(this IHost app, string pattern, Func<ValueTask<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Subscribe, pattern, handler).ToValueTask(_ => handler());

    /// <inheritdoc cref="MapSubscribe(IHost, string, Action)"/>
    public static StompHandlerBuilder MapSubscribe<TResult>(this IHost app, string pattern, Func<IAsyncEnumerable<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Subscribe, pattern, handler).ToStream(_ => handler());

    /// <inheritdoc cref="MapSubscribe(IHost, string, Action)"/>
    public static StompHandlerBuilder MapSubscribe<[DynamicallyAccessedMembers(PayloadValidation.Needed)] T1>(
        this IHost app, string pattern, Action<T1> handler) =>
        new HandlerMap(app, HandlerKind.Subscribe, pattern, handler).With<T1>().ToNothing(a => handler(Get<T1>(a, 0)));

    /// <inheritdoc cref="MapSubscribe(IHost, string, Action)"/>
    public static StompHandlerBuilder MapSubscribe<[DynamicallyAccessedMembers(PayloadValidation.Needed)] T1, TResult>(
        this IHost app, string pattern, Func<T1, TResult> handler) =>
        new HandlerMap(app, HandlerKind.Subscribe, pattern, handler).With<T1>().ToValue(a => handler(Get<T1>(a, 0)));

    /// <inheritdoc cref="MapSubscribe(IHost, string, Action)"/>
    [OverloadResolutionPriority(1)] // an async lambda fits ValueTask too
    public static StompHandlerBuilder MapSubscribe<[DynamicallyAccessedMembers(PayloadValidation.Needed)] T1, TResult>(
        this IHost app, string pattern, Func<T1, Task<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Subscribe, pattern, handler).With<T1>().ToTask(a => handler(Get<T1>(a, 0)));

    /// <inheritdoc cref="MapSubscribe(IHost, string, Action)"/>
    public static StompHandlerBuilder MapSubscribe<[DynamicallyAccessedMembers(PayloadValidation.Needed)] T1, TResult>(
        this IHost app, string pattern, Func<T1, ValueTask<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Subscribe, pattern, handler).With<T1>().ToValueTask(a => handler(Get<T1>(a, 0)));

    /// <inheritdoc cref="MapSubscribe(IHost, string, Action)"/>
    public static StompHandlerBuilder MapSubscribe<[DynamicallyAccessedMembers(PayloadValidation.Needed)] T1, TResult>(
        this IHost app, string pattern, Func<T1, IAsyncEnumerable<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Subscribe, pattern, handler).With<T1>().ToStream(a => handler(Get<T1>(a, 0)));

    /// <inheritdoc cref="MapSubscribe(IHost, string, Action)"/>
    public static StompHandlerBuilder MapSubscribe<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2>(
        this IHost app, string pattern, Action<T1, T2> handler) =>
        new HandlerMap(app, HandlerKind.Subscribe, pattern, handler).With<T1>().With<T2>().ToNothing(a => handler(Get<T1>(a, 0), Get<T2>(a, 1)));

    /// <inheritdoc cref="MapSubscribe(IHost, string, Action)"/>
    public static StompHandlerBuilder MapSubscribe<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        TResult>(
        this IHost app, string pattern, Func<T1, T2, TResult> handler) =>
        new HandlerMap(app, HandlerKind.Subscribe, pattern, handler).With<T1>().With<T2>().ToValue(a => handler(Get<T1>(a, 0), Get<T2>(a, 1)));

    /// <inheritdoc cref="MapSubscribe(IHost, string, Action)"/>
    [OverloadResolutionPriority(1)] // an async lambda fits ValueTask too
    public static StompHandlerBuilder MapSubscribe<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        TResult>(
        this IHost app, string pattern, Func<T1, T2, Task<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Subscribe, pattern, handler).With<T1>().With<T2>().ToTask(a => handler(Get<T1>(a, 0), Get<T2>(a, 1)));

    /// <inheritdoc cref="MapSubscribe(IHost, string, Action)"/>
    public static StompHandlerBuilder MapSubscribe<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        TResult>(
        this IHost app, string pattern, Func<T1, T2, ValueTask<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Subscribe, pattern, handler).With<T1>().With<T2>().ToValueTask(a => handler(Get<T1>(a, 0), Get<T2>(a, 1)));

    /// <inheritdoc cref="MapSubscribe(IHost, string, Action)"/>
    public static StompHandlerBuilder MapSubscribe<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        TResult>(
        this IHost app, string pattern, Func<T1, T2, IAsyncEnumerable<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Subscribe, pattern, handler).With<T1>().With<T2>().ToStream(a => handler(Get<T1>(a, 0), Get<T2>(a, 1)));

    /// <inheritdoc cref="MapSubscribe(IHost, string, Action)"/>
    public static StompHandlerBuilder MapSubscribe<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T3>(
        this IHost app, string pattern, Action<T1, T2, T3> handler) =>
        new HandlerMap(app, HandlerKind.Subscribe, pattern, handler).With<T1>().With<T2>().With<T3>().ToNothing(a => handler(Get<T1>(a, 0), Get<T2>(a, 1), Get<T3>(a, 2)));

    /// <inheritdoc cref="MapSubscribe(IHost, string, Action)"/>
    public static StompHandlerBuilder MapSubscribe<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T3,
        TResult>(
        this IHost app, string pattern, Func<T1, T2, T3, TResult> handler) =>
        new HandlerMap(app, HandlerKind.Subscribe, pattern, handler).With<T1>().With<T2>().With<T3>().ToValue(a => handler(Get<T1>(a, 0), Get<T2>(a, 1), Get<T3>(a, 2)));

    /// <inheritdoc cref="MapSubscribe(IHost, string, Action)"/>
    [OverloadResolutionPriority(1)] // an async lambda fits ValueTask too
    public static StompHandlerBuilder MapSubscribe<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T3,
        TResult>(
        this IHost app, string pattern, Func<T1, T2, T3, Task<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Subscribe, pattern, handler).With<T1>().With<T2>().With<T3>().ToTask(a => handler(Get<T1>(a, 0), Get<T2>(a, 1), Get<T3>(a, 2)));

    /// <inheritdoc cref="MapSubscribe(IHost, string, Action)"/>
    public static StompHandlerBuilder MapSubscribe<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T3,
        TResult>(
        this IHost app, string pattern, Func<T1, T2, T3, ValueTask<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Subscribe, pattern, handler).With<T1>().With<T2>().With<T3>().ToValueTask(a => handler(Get<T1>(a, 0), Get<T2>(a, 1), Get<T3>(a, 2)));

    /// <inheritdoc cref="MapSubscribe(IHost, string, Action)"/>
    public static StompHandlerBuilder MapSubscribe<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T3,
        TResult>(
        this IHost app, string pattern, Func<T1, T2, T3, IAsyncEnumerable<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Subscribe, pattern, handler).With<T1>().With<T2>().With<T3>().ToStream(a => handler(Get<T1>(a, 0), Get<T2>(a, 1), Get<T3>(a, 2)));

    /// <inheritdoc cref="MapSubscribe(IHost, string, Action)"/>
    /// <remarks>For methods, and for delegates with more parameters than the others take: their types are found by reflection.</remarks>
    [RequiresUnreferencedCode(ReflectedCall.Reason)]
    [RequiresDynamicCode(ReflectedCall.Reason)]
    public static StompHandlerBuilder MapSubscribe(this IHost app, string pattern, Delegate handler) =>
        ReflectedCall.Map(app, HandlerKind.Subscribe, pattern, handler);
}
