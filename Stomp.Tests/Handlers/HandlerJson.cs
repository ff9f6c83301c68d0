using System.Text.Json.Serialization;

namespace Stomp.Tests.Handlers;

/// <summary>JSON without reflection, for some of the types.</summary>
[JsonSerializable(typeof(HelloMessage))]
[JsonSerializable(typeof(Greeting))]
internal sealed partial class HandlerJson : JsonSerializerContext;
