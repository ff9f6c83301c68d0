using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Stomp.Broker.Handlers.Results;

/// <summary>How the results of a handler become bodies: text as it is, octets as they are, anything else as JSON.</summary>
internal sealed class ResultFormat
{
    private readonly JsonSerializerOptions _json;
    private readonly JsonTypeInfo? _type; // null for text, octets, and what is known only when there is a value

    private ResultFormat(JsonSerializerOptions json, JsonTypeInfo? type)
    {
        _json = json;
        _type = type;
    }

    /// <summary>Makes the format of a type.</summary>
    /// <exception cref="NotSupportedException">The type cannot be written as JSON: no context has it.</exception>
    public static ResultFormat Create(Type declared, JsonSerializerOptions json) =>
        new(json, declared == typeof(object) || IsText(declared) || IsOctets(declared) ? null : json.GetTypeInfo(declared));

    /// <summary>Writes a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="body">Gets the body.</param>
    /// <returns>The content type.</returns>
    public string Write(object value, ArrayBufferWriter<byte> body)
    {
        switch (value)
        {
            case string text:
                Encoding.UTF8.GetBytes(text, body);
                return "text/plain";
            case byte[] octets:
                body.Write(octets);
                return "application/octet-stream";
            case ReadOnlyMemory<byte> octets:
                body.Write(octets.Span);
                return "application/octet-stream";
            case Memory<byte> octets:
                body.Write(octets.Span);
                return "application/octet-stream";
        }

        using var writer = new Utf8JsonWriter(
            body, new JsonWriterOptions { Encoder = _json.Encoder, Indented = _json.WriteIndented, MaxDepth = _json.MaxDepth, SkipValidation = true });
        JsonSerializer.Serialize(writer, value, _type ?? _json.GetTypeInfo(value.GetType()));
        return "application/json";
    }

    private static bool IsText(Type type) => type == typeof(string);

    private static bool IsOctets(Type type) => type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>) || type == typeof(Memory<byte>);
}
