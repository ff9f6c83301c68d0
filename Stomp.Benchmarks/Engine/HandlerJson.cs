using System.Text.Json.Serialization;

namespace Stomp.Benchmarks.Engine;

/// <summary>The JSON of <see cref="HandlerBenchmarks"/>, source-generated.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HandlerBenchmarks.Payload))]
[JsonSerializable(typeof(HandlerBenchmarks.Greeting))]
internal sealed partial class HandlerJson : JsonSerializerContext;
