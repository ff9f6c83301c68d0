using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Stomp.Broker.Handlers;
using Stomp.Broker.Handlers.Binding;
using Stomp.Broker.Publishing;
using static Stomp.Broker.Handlers.Binding.HandlerMap;

namespace Microsoft.Extensions.Hosting;

/// <summary>Maps handlers of messages.</summary>
public static class StompMessageHostExtensions
{
    /// <summary>
    /// Has a handler called for each message that clients send to a destination behind an application prefix (<c>/app</c>). Each parameter is what it looks like:
    /// the body (JSON; <c>string</c>, <c>byte[]</c> and <c>ReadOnlyMemory&lt;byte&gt;</c> as it is), a variable of the pattern by its name, a service, the session, its user
    /// (<see cref="System.Security.Claims.ClaimsPrincipal"/>), <see cref="IStompPublisher"/>, a <see cref="CancellationToken"/>, <see cref="StompHeaders"/>, or
    /// <see cref="StompMessageContext"/>, which has all of it. Attributes say it where it is not clear.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="pattern">The destination without the prefix: <c>/hello</c>, <c>/chat/{room}</c>; <c>*</c> is any one token, <c>**</c> any number.</param>
    /// <param name="handler">
    /// The handler. What it returns is sent to the topic of the same name unless the result says otherwise; <see langword="null"/> is not sent. Each element of
    /// a stream is a message.
    /// </param>
    /// <returns>Goes on mapping: <c>.SendTo("/topic/greetings")</c>.</returns>
    /// <exception cref="InvalidOperationException">The mapping cannot work; the message names the handler and says why.</exception>
    /// <remarks>Map before the application starts. Nothing here needs reflection that trimming or native compilation break; JSON needs a source-generated context there.</remarks>
    public static StompHandlerBuilder MapMessage<[DynamicallyAccessedMembers(PayloadValidation.Needed)] T1>(
        this IHost app, string pattern, Action<T1> handler) =>
        new HandlerMap(app, HandlerKind.Message, pattern, handler).With<T1>().ToNothing(a => handler(Get<T1>(a, 0)));

    /// <inheritdoc cref="MapMessage{T1}(IHost, string, Action{T1})"/>
    public static StompHandlerBuilder MapMessage<[DynamicallyAccessedMembers(PayloadValidation.Needed)] T1, TResult>(
        this IHost app, string pattern, Func<T1, TResult> handler) =>
        new HandlerMap(app, HandlerKind.Message, pattern, handler).With<T1>().ToValue(a => handler(Get<T1>(a, 0)));

    /// <inheritdoc cref="MapMessage{T1}(IHost, string, Action{T1})"/>
    [OverloadResolutionPriority(1)] // an async lambda fits ValueTask too
    public static StompHandlerBuilder MapMessage<[DynamicallyAccessedMembers(PayloadValidation.Needed)] T1, TResult>(
        this IHost app, string pattern, Func<T1, Task<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Message, pattern, handler).With<T1>().ToTask(a => handler(Get<T1>(a, 0)));

    /// <inheritdoc cref="MapMessage{T1}(IHost, string, Action{T1})"/>
    public static StompHandlerBuilder MapMessage<[DynamicallyAccessedMembers(PayloadValidation.Needed)] T1, TResult>(
        this IHost app, string pattern, Func<T1, ValueTask<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Message, pattern, handler).With<T1>().ToValueTask(a => handler(Get<T1>(a, 0)));

    /// <inheritdoc cref="MapMessage{T1}(IHost, string, Action{T1})"/>
    public static StompHandlerBuilder MapMessage<[DynamicallyAccessedMembers(PayloadValidation.Needed)] T1, TResult>(
        this IHost app, string pattern, Func<T1, IAsyncEnumerable<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Message, pattern, handler).With<T1>().ToStream(a => handler(Get<T1>(a, 0)));

    /// <inheritdoc cref="MapMessage{T1}(IHost, string, Action{T1})"/>
    public static StompHandlerBuilder MapMessage<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2>(
        this IHost app, string pattern, Action<T1, T2> handler) =>
        new HandlerMap(app, HandlerKind.Message, pattern, handler).With<T1>().With<T2>().ToNothing(a => handler(Get<T1>(a, 0), Get<T2>(a, 1)));

    /// <inheritdoc cref="MapMessage{T1}(IHost, string, Action{T1})"/>
    public static StompHandlerBuilder MapMessage<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        TResult>(
        this IHost app, string pattern, Func<T1, T2, TResult> handler) =>
        new HandlerMap(app, HandlerKind.Message, pattern, handler).With<T1>().With<T2>().ToValue(a => handler(Get<T1>(a, 0), Get<T2>(a, 1)));

    /// <inheritdoc cref="MapMessage{T1}(IHost, string, Action{T1})"/>
    [OverloadResolutionPriority(1)] // an async lambda fits ValueTask too
    public static StompHandlerBuilder MapMessage<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        TResult>(
        this IHost app, string pattern, Func<T1, T2, Task<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Message, pattern, handler).With<T1>().With<T2>().ToTask(a => handler(Get<T1>(a, 0), Get<T2>(a, 1)));

    /// <inheritdoc cref="MapMessage{T1}(IHost, string, Action{T1})"/>
    public static StompHandlerBuilder MapMessage<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        TResult>(
        this IHost app, string pattern, Func<T1, T2, ValueTask<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Message, pattern, handler).With<T1>().With<T2>().ToValueTask(a => handler(Get<T1>(a, 0), Get<T2>(a, 1)));

    /// <inheritdoc cref="MapMessage{T1}(IHost, string, Action{T1})"/>
    public static StompHandlerBuilder MapMessage<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        TResult>(
        this IHost app, string pattern, Func<T1, T2, IAsyncEnumerable<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Message, pattern, handler).With<T1>().With<T2>().ToStream(a => handler(Get<T1>(a, 0), Get<T2>(a, 1)));

    /// <inheritdoc cref="MapMessage{T1}(IHost, string, Action{T1})"/>
    public static StompHandlerBuilder MapMessage<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T3>(
        this IHost app, string pattern, Action<T1, T2, T3> handler) =>
        new HandlerMap(app, HandlerKind.Message, pattern, handler).With<T1>().With<T2>().With<T3>().ToNothing(a => handler(Get<T1>(a, 0), Get<T2>(a, 1), Get<T3>(a, 2)));

    /// <inheritdoc cref="MapMessage{T1}(IHost, string, Action{T1})"/>
    public static StompHandlerBuilder MapMessage<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T3,
        TResult>(
        this IHost app, string pattern, Func<T1, T2, T3, TResult> handler) =>
        new HandlerMap(app, HandlerKind.Message, pattern, handler).With<T1>().With<T2>().With<T3>().ToValue(a => handler(Get<T1>(a, 0), Get<T2>(a, 1), Get<T3>(a, 2)));

    /// <inheritdoc cref="MapMessage{T1}(IHost, string, Action{T1})"/>
    [OverloadResolutionPriority(1)] // an async lambda fits ValueTask too
    public static StompHandlerBuilder MapMessage<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T3,
        TResult>(
        this IHost app, string pattern, Func<T1, T2, T3, Task<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Message, pattern, handler).With<T1>().With<T2>().With<T3>().ToTask(a => handler(Get<T1>(a, 0), Get<T2>(a, 1), Get<T3>(a, 2)));

    /// <inheritdoc cref="MapMessage{T1}(IHost, string, Action{T1})"/>
    public static StompHandlerBuilder MapMessage<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T3,
        TResult>(
        this IHost app, string pattern, Func<T1, T2, T3, ValueTask<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Message, pattern, handler).With<T1>().With<T2>().With<T3>().ToValueTask(a => handler(Get<T1>(a, 0), Get<T2>(a, 1), Get<T3>(a, 2)));

    /// <inheritdoc cref="MapMessage{T1}(IHost, string, Action{T1})"/>
    public static StompHandlerBuilder MapMessage<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T3,
        TResult>(
        this IHost app, string pattern, Func<T1, T2, T3, IAsyncEnumerable<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Message, pattern, handler).With<T1>().With<T2>().With<T3>().ToStream(a => handler(Get<T1>(a, 0), Get<T2>(a, 1), Get<T3>(a, 2)));

    /// <inheritdoc cref="MapMessage{T1}(IHost, string, Action{T1})"/>
    public static StompHandlerBuilder MapMessage<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T3,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T4>(
        this IHost app, string pattern, Action<T1, T2, T3, T4> handler) =>
        new HandlerMap(app, HandlerKind.Message, pattern, handler).With<T1>().With<T2>().With<T3>().With<T4>().ToNothing(a => handler(Get<T1>(a, 0), Get<T2>(a, 1), Get<T3>(a, 2), Get<T4>(a, 3)));

    /// <inheritdoc cref="MapMessage{T1}(IHost, string, Action{T1})"/>
    public static StompHandlerBuilder MapMessage<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T3,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T4,
        TResult>(
        this IHost app, string pattern, Func<T1, T2, T3, T4, TResult> handler) =>
        new HandlerMap(app, HandlerKind.Message, pattern, handler).With<T1>().With<T2>().With<T3>().With<T4>().ToValue(a => handler(Get<T1>(a, 0), Get<T2>(a, 1), Get<T3>(a, 2), Get<T4>(a, 3)));

    /// <inheritdoc cref="MapMessage{T1}(IHost, string, Action{T1})"/>
    [OverloadResolutionPriority(1)] // an async lambda fits ValueTask too
    public static StompHandlerBuilder MapMessage<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T3,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T4,
        TResult>(
        this IHost app, string pattern, Func<T1, T2, T3, T4, Task<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Message, pattern, handler).With<T1>().With<T2>().With<T3>().With<T4>().ToTask(a => handler(Get<T1>(a, 0), Get<T2>(a, 1), Get<T3>(a, 2), Get<T4>(a, 3)));

    /// <inheritdoc cref="MapMessage{T1}(IHost, string, Action{T1})"/>
    public static StompHandlerBuilder MapMessage<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T3,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T4,
        TResult>(
        this IHost app, string pattern, Func<T1, T2, T3, T4, ValueTask<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Message, pattern, handler).With<T1>().With<T2>().With<T3>().With<T4>().ToValueTask(a => handler(Get<T1>(a, 0), Get<T2>(a, 1), Get<T3>(a, 2), Get<T4>(a, 3)));

    /// <inheritdoc cref="MapMessage{T1}(IHost, string, Action{T1})"/>
    public static StompHandlerBuilder MapMessage<
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T1,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T2,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T3,
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] T4,
        TResult>(
        this IHost app, string pattern, Func<T1, T2, T3, T4, IAsyncEnumerable<TResult>> handler) =>
        new HandlerMap(app, HandlerKind.Message, pattern, handler).With<T1>().With<T2>().With<T3>().With<T4>().ToStream(a => handler(Get<T1>(a, 0), Get<T2>(a, 1), Get<T3>(a, 2), Get<T4>(a, 3)));

    /// <inheritdoc cref="MapMessage{T1}(IHost, string, Action{T1})"/>
    /// <remarks>For methods, and for delegates with more parameters than the others take: their types are found by reflection.</remarks>
    [RequiresUnreferencedCode(ReflectedCall.Reason)]
    [RequiresDynamicCode(ReflectedCall.Reason)]
    public static StompHandlerBuilder MapMessage(this IHost app, string pattern, Delegate handler) =>
        ReflectedCall.Map(app, HandlerKind.Message, pattern, handler);
}
