using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Stomp.Broker.Publishing;
using Stomp.Broker.Sessions;

namespace Stomp.Broker.Handlers.Binding;

/// <summary>
/// Decides where the argument of a parameter comes from: what an attribute says; then a type that is the broker's own; a variable of the
/// pattern, by the parameter's name; a service, where the type is registered; and the body, for the one parameter that is left.
/// </summary>
internal sealed class ParameterBinding(JsonSerializerOptions json, IServiceProviderIsService? services)
{
    private static readonly Dictionary<Type, ParameterBinder> Known = new()
    {
        [typeof(StompMessageContext)] = static context => context,
        [typeof(StompHeaders)] = static context => context.Headers,
        [typeof(IStompSession)] = static context => context.Session,
        [typeof(ClaimsPrincipal)] = static context => context.User,
        [typeof(IStompPublisher)] = static context => context.Publisher,
        [typeof(CancellationToken)] = static context => context.CancellationToken,
        [typeof(IServiceProvider)] = static context => context.Services,
    };

    /// <summary>Binds a parameter.</summary>
    /// <exception cref="InvalidOperationException">It cannot be bound; the message names the handler and says why.</exception>
    public ParameterBinder Bind(
        ParameterInfo parameter, [DynamicallyAccessedMembers(PayloadValidation.Needed)] Type type, HandlerSignature signature)
    {
        if (parameter.ParameterType.IsByRef)
        {
            throw signature.Wrong(parameter, "is passed by reference; take it by value");
        }

        if (parameter.GetCustomAttribute<HeaderAttribute>() is { } header)
        {
            signature.NeedsHeaders = true;
            return BindHeader(parameter, type, header, signature);
        }

        if (parameter.GetCustomAttribute<DestinationVariableAttribute>() is { } variable)
        {
            return BindVariable(parameter, type, variable.Name ?? parameter.Name!, signature);
        }

        if (parameter.GetCustomAttribute<UserNameAttribute>() is { } user)
        {
            return BindUserName(parameter, type, user.Required, signature);
        }

        if (parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed)
        {
            return context => context.Services.GetRequiredKeyedService(type, keyed.Key);
        }

        if (parameter.IsDefined(typeof(PayloadAttribute)))
        {
            return BindPayload(parameter, type, signature);
        }

        if (Known.TryGetValue(type, out ParameterBinder? known))
        {
            signature.NeedsHeaders |= type == typeof(StompHeaders) || type == typeof(StompMessageContext);
            return known;
        }

        if (signature.Kind == HandlerKind.Exception && typeof(Exception).IsAssignableFrom(type))
        {
            return BindException(type, signature);
        }

        if (signature.Pattern is { } pattern && pattern.IndexOf(parameter.Name!) >= 0)
        {
            return BindVariable(parameter, type, parameter.Name!, signature);
        }

        return services?.IsService(type) == true
            ? context => context.Services.GetRequiredService(type)
            : BindPayload(parameter, type, signature);
    }

    private static ParameterBinder BindException(Type type, HandlerSignature signature)
    {
        if (signature.ExceptionType is not null)
        {
            throw signature.Wrong("has two parameters for exceptions; it is called for one");
        }

        signature.ExceptionType = type;
        return static context => context.Exception;
    }

    private static ParameterBinder BindVariable(ParameterInfo parameter, Type type, string name, HandlerSignature signature)
    {
        int index = signature.Pattern?.IndexOf(name) ?? -1;
        if (index < 0)
        {
            throw signature.Wrong(
                parameter,
                signature.Pattern is null
                    ? "asks for a destination variable; a handler of exceptions has none of its own, it can ask the StompMessageContext"
                    : $"asks for the variable '{name}', which is not in the pattern");
        }

        Func<string, object?> read = TextConversion.Find(type)
            ?? throw signature.Wrong(parameter, $"is the destination variable '{name}', whose type cannot be read from text; take a string, number, Guid, enum or date");
        return context => read(Uri.UnescapeDataString(context.RawValues[index]))
            ?? throw new StompBindingException($"'{name}' in the destination is '{context.RawValues[index]}'; it must be {TextConversion.Describe(type)}");
    }

    private static ParameterBinder BindHeader(ParameterInfo parameter, Type type, HeaderAttribute header, HandlerSignature signature)
    {
        string name = header.Name ?? parameter.Name!;
        Func<string, object?> read = TextConversion.Find(type)
            ?? throw signature.Wrong(parameter, $"is the header '{name}', whose type cannot be read from text; take a string, number, Guid, enum or date");
        bool isOptional = IsOptional(parameter, type, header.Required, out object? absent);
        return context => context.Headers.TryGetValue(name, out string? value)
            ? read(value) ?? throw new StompBindingException($"the header '{name}' is '{value}'; it must be {TextConversion.Describe(type)}")
            : isOptional ? absent : throw new StompBindingException($"the frame lacks the header '{name}'");
    }

    private static ParameterBinder BindUserName(ParameterInfo parameter, Type type, bool isRequired, HandlerSignature signature)
    {
        if (type != typeof(string))
        {
            throw signature.Wrong(parameter, "is the name of the user; take a string");
        }

        bool isOptional = IsOptional(parameter, type, isRequired, out object? absent);
        return context => context.Session.UserName
            ?? (isOptional ? absent : throw new StompHandlerException($"'{context.Destination}' is for users who have logged in"));
    }

    private ParameterBinder BindPayload(
        ParameterInfo parameter, [DynamicallyAccessedMembers(PayloadValidation.Needed)] Type type, HandlerSignature signature)
    {
        if (signature.Kind == HandlerKind.Subscribe)
        {
            throw signature.Wrong(parameter, "is no service and no variable of the pattern, and a SUBSCRIBE has no body that it could come from");
        }

        if (signature.Payload is { } other)
        {
            throw signature.Wrong(
                parameter,
                $"would take the body, which '{other.ParameterType.Name} {other.Name}' takes already. Register services, name variables as in the pattern, and mark headers with [Header]");
        }

        if (type.IsInterface || type.IsAbstract || typeof(Delegate).IsAssignableFrom(type))
        {
            throw signature.Wrong(parameter, "is no service that is registered, no variable of the pattern, and no type that a body can be read as");
        }

        signature.Payload = parameter;
        try
        {
            ParameterBinder read = PayloadReader.Create(type, json);
            bool isRequired = parameter.GetCustomAttribute<PayloadAttribute>()?.Required != false;
            return IsOptional(parameter, type, isRequired, out object? absent)
                ? context => context.Body.IsEmpty ? absent : read(context)
                : read;
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException)
        {
            throw signature.Wrong(parameter, $"cannot be read from JSON: {exception.Message}", exception);
        }
    }

    // A default value makes a parameter optional, and so does a type that says that it may lack a value.
    private static bool IsOptional(ParameterInfo parameter, Type type, bool isRequired, out object? absent)
    {
        absent = parameter.HasDefaultValue ? parameter.DefaultValue : null;
        return !isRequired || parameter.HasDefaultValue || Nullable.GetUnderlyingType(type) is not null;
    }
}
