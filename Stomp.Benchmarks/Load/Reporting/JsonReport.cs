using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stomp.Benchmarks.Load.Reporting;

/// <summary>A result as JSON: one object, one line.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Writes one.</summary>
    public static string Format(LoadResult result) => JsonSerializer.Serialize(result, Options);
}
