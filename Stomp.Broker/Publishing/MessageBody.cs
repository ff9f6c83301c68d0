using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Stomp.Broker.Publishing;

/// <summary>A body as it is sent, and the content type that goes with it when the application names no other.</summary>
internal readonly record struct MessageBody(ReadOnlyMemory<byte> Octets, string? ContentType)
{
    private const string Json = "application/json";

    public static MessageBody FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new MessageBody(Encoding.UTF8.GetBytes(text), "text/plain");
    }

    /// <summary>Writes an object as JSON; octets and text are what they are.</summary>
    public static MessageBody From<T>(T value, JsonSerializerOptions options) => value switch
    {
        byte[] octets => new MessageBody(octets, null),
        ReadOnlyMemory<byte> octets => new MessageBody(octets, null),
        Memory<byte> octets => new MessageBody(octets, null),
        string text => FromText(text),
        _ => From(value, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T))),
    };

    public static MessageBody From<T>(T value, JsonTypeInfo<T> json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new MessageBody(JsonSerializer.SerializeToUtf8Bytes(value, json), Json);
    }
}
