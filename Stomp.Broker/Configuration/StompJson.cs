using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Stomp.Broker.Configuration;

/// <summary>The default settings of JSON.</summary>
internal static class StompJson
{
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The resolver by reflection is used where reflection is switched on alone.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The resolver by reflection is used where reflection is switched on alone.")]
    public static JsonSerializerOptions CreateOptions() => new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = JsonSerializer.IsReflectionEnabledByDefault ? new DefaultJsonTypeInfoResolver() : JsonTypeInfoResolver.Combine(),
    };
}
