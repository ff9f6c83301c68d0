using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Stomp.Broker.Handlers.Binding;

/// <summary>Reads the body of a message: as octets, as text, or as JSON.</summary>
internal sealed class PayloadReader
{
    // What is no UTF-8 is refused, and not replaced: the sender would not learn that its text was damaged.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly JsonTypeInfo _type;
    private readonly PayloadValidation? _validation;

    private PayloadReader(JsonTypeInfo type, PayloadValidation? validation)
    {
        _type = type;
        _validation = validation;
    }

    /// <summary>Makes a reader of a type.</summary>
    /// <exception cref="NotSupportedException">JSON cannot be read as this type: no context has it.</exception>
    public static ParameterBinder Create(
        [DynamicallyAccessedMembers(PayloadValidation.Needed)] Type type, JsonSerializerOptions json) =>
        type == typeof(ReadOnlyMemory<byte>) ? static context => context.Body
        : type == typeof(byte[]) ? static context => context.Body.ToArray()
        : type == typeof(string) ? ReadText
        : new PayloadReader(json.GetTypeInfo(type), PayloadValidation.Find(type)).Read;

    private static string ReadText(StompMessageContext context)
    {
        try
        {
            return Utf8.GetString(context.Body.Span);
        }
        catch (DecoderFallbackException exception)
        {
            throw new StompBindingException("the body is not valid UTF-8", exception);
        }
    }

    private object? Read(StompMessageContext context)
    {
        ReadOnlySpan<byte> body = context.Body.Span;
        if (body.IsEmpty)
        {
            throw new StompBindingException($"the message has no body; '{context.Destination}' takes JSON");
        }

        if (context.ContentType is { } contentType && !IsJson(contentType))
        {
            throw new StompBindingException($"the header 'content-type' is '{contentType}'; '{context.Destination}' takes application/json");
        }

        object value;
        try
        {
            value = JsonSerializer.Deserialize(body, _type)
                ?? throw new StompBindingException($"the body is null; '{context.Destination}' takes a value");
        }
        catch (JsonException exception)
        {
            // Not the exception's message: it names types of the application (spring.md 6.3).
            throw new StompBindingException($"the body is not the JSON that '{context.Destination}' takes{Locate(exception)}", exception);
        }

        _validation?.Check(value, context);
        return value;
    }

    private static string Locate(JsonException exception) =>
        exception.LineNumber is null ? "" : $"; see {exception.Path ?? "$"} in line {exception.LineNumber + 1}, octet {exception.BytePositionInLine + 1}";

    // Many clients say nothing, or that it is text.
    private static bool IsJson(string contentType)
    {
        ReadOnlySpan<char> type = contentType.AsSpan();
        int end = type.IndexOf(';');
        type = (end < 0 ? type : type[..end]).Trim();
        return type.IsEmpty
            || type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("text/", StringComparison.OrdinalIgnoreCase);
    }
}
